import { chmod, chown, mkdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isRoot } from '../../../adapters/postgres/data-directory.ts';
import { places, socketPath } from '../../../adapters/postgres/places.ts';
import { findServerUser } from '../../../adapters/postgres/server-user.ts';
import { makeSocketDirectory } from '../../../adapters/postgres/socket-directory.ts';
import { passableDirectory, removeDirectories } from './own-directory.ts';

afterAll(removeDirectories);

const user = await findServerUser('/nonexistent');
const fresh = async () => join(await passableDirectory(), 'socket');

test('it is private to the server’s user', async () => {
  const path = await fresh();
  await makeSocketDirectory(path, user);
  await makeSocketDirectory(path, user);
  expect(await stat(path)).toMatchObject({ uid: user.uid, mode: 0o40700 });
});

test('a link is refused, wherever it points', async () => {
  const path = await fresh();
  await makeSocketDirectory(`${path}2`, user);
  await symlink(`${path}2`, path);
  await expect(makeSocketDirectory(path, user)).rejects.toMatchObject({ code: 'invalid' });
});

test('one that others can enter is refused', async () => {
  const path = await fresh();
  await mkdir(path);
  await chmod(path, 0o750);
  await expect(makeSocketDirectory(path, user)).rejects.toMatchObject({ code: 'invalid' });
});

test.runIf(isRoot)('one that belongs to a third user is refused', async () => {
  const path = await fresh();
  await mkdir(path, { mode: 0o700 });
  await chown(path, 4_000_000, 4_000_000);
  await expect(makeSocketDirectory(path, user)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining(user.name),
  });
});

test('it is inside the data directory unless the path grows too long for a socket', () => {
  expect(places('/var/lib/nakhoda').socket).toBe('/var/lib/nakhoda/postgres/socket');
  const long = places(`/home/${'x'.repeat(90)}`).socket;
  expect(long).toMatch(/^\/tmp\/nakhoda-\d+-[0-9a-f]{16}$/);
  expect(Buffer.byteLength(socketPath(long))).toBeLessThanOrEqual(103);
  expect(places(`/home/${'y'.repeat(90)}`).socket).not.toBe(long);
  // Counted in bytes, not in letters.
  expect(places(`/home/${'ж'.repeat(45)}`).socket).toMatch(/^\/tmp/);
});
