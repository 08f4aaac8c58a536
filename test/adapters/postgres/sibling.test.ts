import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { makeWhole } from '../../../adapters/postgres/sibling.ts';

async function ownDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'nakhoda-whole-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 20 }));
  return directory;
}

/** The number of a process that has ended. */
async function gonePid(): Promise<number> {
  const gone = execa('true');
  await gone;
  return gone.pid ?? expect.fail('it did not start');
}

test('what a killed process left is cleared away, though its own child still writes there', async () => {
  const target = join(await ownDirectory(), 'cluster');
  const left = `${target}.new-${await gonePid()}-1`;
  await mkdir(left);
  // As initdb does when the bot that started it was killed: it goes on for a while.
  const script = 'i=0; while echo >"$1/$i"; do i=$((i + 1)); done';
  const writing = execa('timeout', ['2', 'sh', '-c', script, 'sh', left], { reject: false });
  await expect.poll(async () => (await readdir(left)).length).toBeGreaterThan(100);
  await makeWhole(target, (fresh) => writeFile(join(fresh, 'whole'), ''));
  await writing;
  expect(await readdir(target)).toEqual(['whole']);
});
