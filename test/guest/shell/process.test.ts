import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ask } from '../../../src/guest/shell/call.ts';
import { readResult, startInShell, waitInShell } from '../../../src/guest/shell/process.ts';
import { machine } from '../ssh/sshd.ts';

const { signal } = new AbortController();
const answering = (text: string): Ask => {
  return async () => ({ code: 0, stdout: Buffer.from(text), stderr: '' });
};
const wait = (text: string) =>
  waitInShell(answering(text), machine, { process: { pid: 7 }, signal, timeoutMs: 1_000 });

describe('what a guest answers of a process', () => {
  it('is its code and both streams', async () => {
    expect(await wait('3 0 4\nout\nerr')).toMatchObject({
      exitCode: 3,
      stdout: 'out\n',
      stderr: 'err',
      truncated: false,
    });
    expect(await wait('137 1 0\n')).toMatchObject({ exitCode: undefined, signal: 9 });
  });

  it.each([
    '',
    '\n',
    'hello\n0 0 0\n',
    '0 0 5\nout',
    '0 0 -1\nout',
    '999 0 0\n',
    '0x0 0 0\n',
    '0 2 0\n',
    '0 0 0',
    '0 0 1e1\n0123456789',
    '0 0 99999999\n',
  ])('%j says nothing: nobody knows how it ended', async (text) => {
    await expect(wait(text)).rejects.toMatchObject({ code: 'undecided' });
  });

  it('is never an end that no process has', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, headed) => {
        const head = headed ? '0 0 3\n' : '';
        const result = readResult(Buffer.concat([Buffer.from(head), bytes]));
        if (result === undefined) return;
        const { exitCode, signal: by } = result;
        expect(exitCode ?? by).toBeGreaterThanOrEqual(0);
        expect(exitCode ?? by).toBeLessThanOrEqual(255);
      }),
    );
  });

  it.each(['', 'hello\n12', '0', '-1', '1e3', '0x10', '12 34', '99999999999999999'])(
    'as the number %j leaves it open whether it began',
    async (text) => {
      const start = startInShell(answering(text), machine, { argv: ['true'], signal });
      await expect(start).rejects.toMatchObject({ code: 'undecided' });
    },
  );
});
