import { spawn } from 'node:child_process';
import { lchown, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  codes,
  forgetScript,
  startScript,
  waitScript,
  writeScript,
} from '../../../src/guest/shell/scripts.ts';

const word = '5f0c1b9e-start';

/** What takes a second in the scripts takes none here. */
const waits = 'sleep() { [ "$1" = 1 ] || command sleep "$1"; }\n';

/** Two users of one guest; only root can be both. Their folder lies in /tmp, where another run of the tests has its own. */
const ours = 61_000 + 2 * (process.pid % 2_000);
const another = ours + 1;
const base = `/tmp/nakhoda-${ours}`;

async function sh(script: string, ...words: readonly string[]) {
  const user = { uid: ours, gid: ours, cwd: '/' };
  const child = spawn('sh', ['-c', `${waits}${script}`, 'sh', ...words], user);
  child.stdin.end();
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, stdout, stderr };
}

describe.runIf(process.getuid?.() === 0)("the bot's folder in a guest", () => {
  let precious: string;

  beforeEach(async () => {
    precious = await mkdtemp(join(tmpdir(), 'nakhoda-precious-'));
    const old = join(precious, '7');
    await writeFile(old, 'old');
    await utimes(old, 0, 0);
    await lchown(precious, ours, ours);
    await lchown(old, ours, ours);
  });
  afterEach(async () => {
    // A program that was just started may still be writing there how it ended.
    await rm(base, { recursive: true, force: true, maxRetries: 50, retryDelay: 20 });
    await rm(precious, { recursive: true });
  });

  it.for([
    ['a link to a folder of ours', () => symlink(precious, base)],
    ['a folder of theirs', () => mkdir(base)],
    ['a file', () => writeFile(base, '')],
  ] as const)('is not taken where another user has put %s', async ([, put]) => {
    await put();
    await lchown(base, another, another);
    expect(await sh(startScript, word, 'true')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('is not ours'),
    });
    expect((await sh(waitScript, '7', '0')).code).toBe(codes.unknown);
    await sh(forgetScript, '7');
    expect(await readdir(precious)).toEqual(['7']);
  });

  it('has one program of one start, however often that is asked for', async () => {
    const twice = await Promise.all([1, 2].map(() => sh(startScript, word, 'sleep', '0.2')));
    const again = await sh(startScript, word, 'sleep', '0.2');
    const numbers = [...twice, again].map(({ code, stdout }) => ({ code, stdout }));
    expect(new Set(numbers.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(numbers[0]).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\n$/) });
    expect(await readdir(base)).toEqual([numbers[0]?.stdout.trim()]);
    expect((await sh(startScript, 'another', 'true')).stdout).not.toBe(again.stdout);
  });

  it('says that one may yet begin that another was asked to start, and that has no number yet', async () => {
    await mkdir(join(base, `new.${word}`), { recursive: true });
    for (const made of [base, join(base, `new.${word}`)]) await lchown(made, ours, ours);
    expect(await sh(startScript, word, 'true')).toEqual({
      code: codes.running,
      stdout: '',
      stderr: '',
    });
  });

  it('keeps nothing of a start whose program is not there', async () => {
    expect((await sh(startScript, word, 'no-such-program')).code).toBe(codes.missing);
    expect(await readdir(base)).toEqual([]);
  });

  it('that is a link of our own is not taken either', async () => {
    await symlink(precious, base);
    await lchown(base, ours, ours);
    expect((await sh(startScript, word, 'true')).code).toBe(1);
    expect((await sh(forgetScript, '7')).code).not.toBe(0);
    expect(await readdir(precious)).toEqual(['7']);
  });

  it('forgets processes of a week ago, and nothing outside', async () => {
    await mkdir(join(base, '12'), { recursive: true });
    for (const made of [base, join(base, '12')]) await lchown(made, ours, ours);
    await utimes(join(base, '12'), 0, 0);
    await symlink(precious, join(base, '13'));
    const { code, stdout } = await sh(startScript, word, 'true');
    expect(code).toBe(0);
    expect(new Set(await readdir(base))).toEqual(new Set(['13', stdout.trim()]));
    expect(await readdir(precious)).toEqual(['7']);
  });
});

it('a path that begins like an option is a path', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nakhoda-'));
  for (const content of ['hi', 'ho']) {
    const child = spawn('sh', ['-c', writeScript, 'sh', '-rf', '2'], { cwd: folder });
    child.stdin.end(content);
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
  }
  expect(await readdir(folder)).toEqual(['-rf']);
  await rm(folder, { recursive: true });
});
