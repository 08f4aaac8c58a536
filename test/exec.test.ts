import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exec } from '../src/exec.ts';

const never = new AbortController().signal;
const calm = { signal: never, timeoutMs: 10_000 };
const sh = (script: string, options: Parameters<typeof exec>[2] = calm) =>
  exec('sh', ['-c', script], options);

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nakhoda-exec-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('arguments are words, never a shell’s', async () => {
  const hostile = ['$(touch x)', '`touch x`', '; touch x', '* "\'\\', '--help\n-n', '', '\u202e'];
  const { stdout } = await exec('printf', ['[%s]', ...hostile], { ...calm, cwd: directory });
  expect(stdout).toBe(hostile.map((word) => `[${word}]`).join(''));
  expect(readdirSync(directory)).toEqual([]);
});

test('a non-zero exit is a result with both outputs', async () => {
  expect(await sh('echo out; echo err >&2; exit 3')).toEqual({
    exitCode: 3,
    stdout: 'out\n',
    stderr: 'err\n',
  });
});

test('a process that a signal ended has no exit code', async () => {
  expect((await sh('kill -9 $$')).exitCode).toBeUndefined();
});

test('a child sees programs and keys, none of our secrets, and the C locale', async () => {
  process.env['NAKHODA_TEST_SECRET'] = 'hunter2-hunter2';
  process.env['LC_ALL'] = 'de_DE.UTF-8';
  try {
    const { stdout } = await exec('env', [], { ...calm, env: { EXTRA: '1' } });
    const names = stdout.split('\n').flatMap((line) => line.split('=')[0] || []);
    expect(names).toContain('PATH');
    expect(names).toContain('EXTRA');
    expect(stdout).toContain('LC_ALL=C\n');
    expect(stdout).not.toContain('hunter2');
  } finally {
    delete process.env['NAKHODA_TEST_SECRET'];
    delete process.env['LC_ALL'];
  }
});

test('the locale is C even where the caller asks for another', async () => {
  const { stdout } = await exec('env', [], { ...calm, env: { LC_ALL: 'tr_TR.UTF-8' } });
  expect(stdout).toContain('LC_ALL=C\n');
});

test('input is written and closed; without it there is an empty one', async () => {
  expect((await exec('cat', [], { ...calm, input: 'one\ntwo' })).stdout).toBe('one\ntwo');
  expect((await exec('cat', [], { ...calm, input: Buffer.from([0x68, 0x69]) })).stdout).toBe('hi');
  expect((await exec('cat', [], calm)).stdout).toBe('');
});

test('a program that does not read its input still has its own exit', async () => {
  const result = await sh('exit 4', { ...calm, input: 'x'.repeat(1_000_000) });
  expect(result.exitCode).toBe(4);
});

test('every line is heard, the last one without a newline too', async () => {
  const lines: string[] = [];
  const { stdout } = await sh('printf "one\\n\\ntwo  \\nlast"', {
    ...calm,
    onLine: (line) => lines.push(line),
  });
  expect(lines).toEqual(['one', '', 'two  ', 'last']);
  expect(stdout).toBe('one\n\ntwo  \nlast');
});

test('a program that is not installed is named, with what to do', async () => {
  const expected = {
    name: 'BotError',
    code: 'unsupported',
    message: 'nakhoda-no-such-program is not installed where the bot runs',
    hint: expect.stringContaining('Install the package'),
  };
  await expect(exec('nakhoda-no-such-program', [], calm)).rejects.toMatchObject(expected);
  await expect(exec('nakhoda-no-such-program', [], { ...calm, onLine() {} })).rejects.toMatchObject(
    expected,
  );
});

test('a file that cannot be started is no bug of ours', async () => {
  await expect(exec('/etc/passwd', [], calm)).rejects.toMatchObject({
    code: 'unsupported',
    message: '/etc/passwd could not be started: EACCES',
  });
  await expect(exec('true', ['x'.repeat(3_000_000)], calm)).rejects.toMatchObject({
    code: 'unsupported',
  });
  await expect(exec('true', ['a\0b'], calm)).rejects.toMatchObject({ code: 'invalid' });
});

test('more output than can be read is an error, never half an answer', async () => {
  await expect(sh('yes; true', { ...calm, maxChars: 100_000 })).rejects.toMatchObject({
    code: 'failed',
    message: 'sh wrote more than can be read',
  });
});
