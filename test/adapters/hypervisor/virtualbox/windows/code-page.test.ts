import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codePageText,
  recoded,
} from '../../../../../adapters/hypervisor/virtualbox/windows/code-page.ts';
import { toWindows1252 } from '../../../../doubles/windows/code-page.ts';

const german = 'name="Jörg"\r\n';
const path = 'CfgFile="C:\\\\Users\\\\Jörg ジ"\r\n';
/** As VBoxManage writes them: what it escapes is UTF-8, the rest is not. */
const mixed = Buffer.concat([toWindows1252(german), Buffer.from(path), toWindows1252('end €')]);

function childSaying(chunks: readonly Uint8Array[]) {
  const streams = {
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
  };
  const child = recoded(
    { ...streams, pid: 1, ended: Promise.resolve({ exitCode: 0, missing: false }), kill() {} },
    1252,
  );
  for (const chunk of chunks) streams.stdout.write(chunk);
  streams.stdout.end();
  streams.stderr.end();
  child.stderr.resume();
  return child;
}

describe('what a program of Windows writes', () => {
  it('is read line by line: UTF-8 where it can be, else the code page', () => {
    expect(codePageText(mixed, 1252)).toBe(`${german}${path}end €`);
    expect(codePageText(Buffer.from([0x83, 0x57, 0x0a]), 932)).toBe('ジ\n');
    expect(codePageText(Buffer.from('ü'), 65_001)).toBe('ü');
  });

  it('is not guessed at in a code page that no Windows has', () => {
    expect(() => codePageText(mixed, 437)).toThrow('code page 437');
  });

  it('comes through as it is written, wherever the stream is cut', async () => {
    const cuts = fc.array(fc.integer({ min: 0, max: mixed.length }), { maxLength: 5 });
    const property = fc.asyncProperty(cuts, async (places) => {
      const edges = [0, ...places.toSorted((a, b) => a - b), mixed.length];
      const chunks = edges.slice(1).map((to, at) => mixed.subarray(edges[at], to));
      const child = childSaying(chunks);
      expect(await text(child.stdout)).toBe(`${german}${path}end €`);
      expect(await child.ended).toEqual({ exitCode: 0, missing: false });
    });
    await fc.assert(property, { numRuns: 40 });
  });

  it('shows a progress bar before its line ends', async () => {
    const stdout = new PassThrough();
    const streams = { stdin: new PassThrough(), stdout, stderr: new PassThrough() };
    const ended = new Promise<never>(() => {});
    const child = recoded({ ...streams, pid: 1, ended, kill() {} }, 1252);
    stdout.write('0%...10%');
    const seen = await new Promise((resolve) => {
      child.stdout.once('data', (chunk) => resolve(String(chunk)));
    });
    expect(seen).toBe('0%...10%');
  });
});
