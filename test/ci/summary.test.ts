import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exec } from '../../src/exec.ts';
import { type Run, summarize, summaryLines } from './summary.ts';

const directory = mkdtempSync(join(tmpdir(), 'nakhoda-summary-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** A real run over these test files. */
async function runOf(name: string, files: Record<string, string>): Promise<Run> {
  const root = mkdtempSync(join(directory, 'run-'));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
  const report = join(directory, `${name}.json`);
  const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
  const words = ['run', '--globals', '--root', root, '--reporter=json', `--outputFile=${report}`];
  const { exitCode } = await exec(process.execPath, [vitest, ...words], {
    signal: new AbortController().signal,
    timeoutMs: 25_000,
  });
  return { report, exitCode: exitCode ?? 1 };
}

describe('the summary of CI', () => {
  it('adds the tests of several runs and puts the count last', async () => {
    const first = await runOf('first', {
      'a.test.js': `it('passes', () => {}); it('fails', () => { throw new Error('no'); });
        it('naps', () => new Promise((done) => setTimeout(done, 50))); it.skip('waits', () => {});`,
    });
    const second = await runOf('second', { 'b.test.js': `it('passes', () => {});` });
    const summary = summarize([first, second]);
    expect(summary).toMatchObject({ passed: 3, failed: 1, skipped: 1, troubles: [] });
    expect(summary.slowest[0]?.name).toBe('naps');
    expect(summaryLines(summary)).toContain('FAILED  fails: Error: no');
    expect(summaryLines(summary).at(-1)).toBe('3 passed, 1 failed');
  });

  it('names a test that failed once and passed when it was asked again', async () => {
    const run = await runOf('again', {
      'e.test.js': `let asked = 0; it('wavers', { retry: 1 }, () => {
        asked += 1; if (asked === 1) throw new Error('too early'); });`,
    });
    const summary = summarize([run]);
    expect(summary).toMatchObject({ passed: 1, failed: 0 });
    expect(summaryLines(summary)).toContain('PASSED WHEN ASKED AGAIN  wavers: Error: too early');
    expect(summaryLines(summary).at(-1)).toBe('1 passed, 0 failed');
  });

  it('counts a file that does not load and an error outside of every test', async () => {
    const broken = await runOf('broken', { 'c.test.js': `throw new Error('no');` });
    expect(summarize([broken])).toMatchObject({ passed: 0, failed: 1 });
    const stray = await runOf('stray', {
      'd.test.js': `it('passes', async () => { void Promise.reject(new Error('lost'));
        await new Promise((done) => setTimeout(done, 20)); });`,
    });
    expect(summarize([stray])).toMatchObject({ passed: 1, failed: 1 });
  });

  it('counts a run without a report, or with half of one, as a failure', () => {
    const half = join(directory, 'half.json');
    writeFileSync(half, '{"success": tr');
    const never = join(directory, 'never.json');
    const summary = summarize([
      { report: never, exitCode: 0 },
      { report: half, exitCode: 0 },
    ]);
    expect(summary).toMatchObject({ passed: 0, failed: 2 });
    expect(summaryLines(summary)).toContain('FAILED  never.json: the run left no report');
  });
});
