import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pinnedKey } from '../../../src/guest/ssh/pinned-key.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nakhoda-pinned-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it('a key that many pin at the same time is there, whole, for each of them', async () => {
  const pins = Array.from({ length: 50 }, async () => {
    const path = await pinnedKey(directory, 'ssh-ed25519 AAAA');
    return readFile(path, 'utf8');
  });
  expect(new Set(await Promise.all(pins))).toEqual(new Set(['nakhoda-guest ssh-ed25519 AAAA\n']));
  expect(await readdir(join(directory, 'known'))).toHaveLength(1);
});

it('another key is another file', async () => {
  const first = await pinnedKey(directory, 'ssh-ed25519 AAAA');
  expect(await pinnedKey(directory, 'ssh-ed25519 BBBB')).not.toBe(first);
});
