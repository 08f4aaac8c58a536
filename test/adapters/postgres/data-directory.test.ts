import { chmod, chown, mkdir, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  defaultDataDirectory,
  findBarrier,
  isRoot,
  makeDataDirectory,
} from '../../../adapters/postgres/data-directory.ts';
import { passableDirectory, removeDirectories } from './own-directory.ts';

afterAll(removeDirectories);

const mode = async (path: string) => (await stat(path)).mode & 0o777;

describe('the default data directory', () => {
  test('is what NAKHODA_DATA says, from where the bot was started', () => {
    expect(defaultDataDirectory({ NAKHODA_DATA: 'x/y' })).toBe(join(process.cwd(), 'x/y'));
  });
  test.runIf(isRoot)('is /var/lib/nakhoda for root', () => {
    expect(defaultDataDirectory({ XDG_DATA_HOME: '/elsewhere' })).toBe('/var/lib/nakhoda');
  });
  test.runIf(!isRoot && process.platform === 'linux')('is in the user’s data directory', () => {
    expect(defaultDataDirectory({ XDG_DATA_HOME: '/elsewhere' })).toBe('/elsewhere/nakhoda');
    const usual = join(homedir(), '.local/share/nakhoda');
    expect(defaultDataDirectory({})).toBe(usual);
    expect(defaultDataDirectory({ XDG_DATA_HOME: 'relative' })).toBe(usual);
  });
});

test('directories are made for passing through by root and private for others, whatever the umask', async () => {
  const outer = join(await passableDirectory(), 'a');
  const before = process.umask(0o077);
  try {
    await makeDataDirectory(join(outer, 'b'));
  } finally {
    process.umask(before);
  }
  expect(await mode(join(outer, 'b'))).toBe(isRoot ? 0o711 : 0o700);
  expect(await mode(outer)).toBe(isRoot ? 0o711 : 0o700);
});

test.runIf(isRoot)('an empty private directory is opened for passing through', async () => {
  const path = join(await passableDirectory(), 'data');
  await mkdir(path, { mode: 0o700 });
  await makeDataDirectory(path);
  expect(await mode(path)).toBe(0o711);
});

test.runIf(isRoot)(
  'a private directory with other things in it is refused and left alone',
  async () => {
    const path = join(await passableDirectory(), 'home');
    await mkdir(path, { mode: 0o700 });
    await writeFile(join(path, 'letter'), '');
    await expect(makeDataDirectory(path)).rejects.toMatchObject({
      code: 'invalid',
      hint: expect.stringContaining('chmod a+x'),
    });
    expect(await mode(path)).toBe(0o700);
  },
);

test('a directory that everybody can write to is refused', async () => {
  const path = await passableDirectory();
  await chmod(path, 0o777);
  await expect(makeDataDirectory(path)).rejects.toMatchObject({ code: 'invalid' });
});

test.runIf(isRoot)('a directory of another user is refused', async () => {
  const path = await passableDirectory();
  await chown(path, 65_534, 65_534);
  await expect(makeDataDirectory(path)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('belongs to another user'),
  });
});

test('a file in the way is refused', async () => {
  const path = join(await passableDirectory(), 'file');
  await writeFile(path, '');
  await expect(makeDataDirectory(path)).rejects.toMatchObject({ code: 'invalid' });
});

test('the barrier is the outermost directory a user cannot pass through', async () => {
  const outer = await passableDirectory();
  await mkdir(join(outer, 'private/inner'), { recursive: true });
  await chmod(join(outer, 'private'), 0o700);
  const stranger = { uid: 4_000_000, gid: 4_000_000 };
  expect(await findBarrier(join(outer, 'private/inner'), stranger)).toBe(join(outer, 'private'));
  const { uid, gid } = await stat(join(outer, 'private'));
  expect(await findBarrier(join(outer, 'private'), { uid, gid })).toBeUndefined();
});
