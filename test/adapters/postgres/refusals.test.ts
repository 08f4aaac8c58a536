import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installBinaries } from '../../../adapters/postgres/binaries.ts';
import { isRoot } from '../../../adapters/postgres/data-directory.ts';
import { openOwn, ownDirectory, passableDirectory, removeDirectories } from './own-directory.ts';

let data: string;
let cluster: string;
beforeAll(async () => {
  data = await ownDirectory();
  cluster = join(data, 'postgres/data');
  await (await openOwn(data)).close();
});
afterAll(removeDirectories);

test('data of another major version is refused by both numbers and left alone', async () => {
  await writeFile(join(cluster, 'PG_VERSION'), '17\n');
  const before = await readdir(cluster);
  await expect(openOwn(data)).rejects.toMatchObject({
    code: 'conflict',
    message: `${cluster} holds data of PostgreSQL 17, not 18`,
    hint: expect.stringContaining('Nothing was changed'),
  });
  expect(await readdir(cluster)).toEqual(before);
  await writeFile(join(cluster, 'PG_VERSION'), '18\n');
  await (await openOwn(data)).close();
});

test('a server that cannot start is quoted, and its log is named', async () => {
  await writeFile(join(cluster, 'postgresql.auto.conf'), 'shared_buffers = 1\n');
  await expect(openOwn(data)).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringContaining('postgresql.auto.conf'),
    hint: expect.stringContaining(join(data, 'postgres/server.log')),
  });
  await writeFile(join(cluster, 'postgresql.auto.conf'), '');
});

test('a directory with something else in it is not made into a cluster', async () => {
  const other = await ownDirectory();
  await mkdir(join(other, 'postgres/data'), { recursive: true });
  await writeFile(join(other, 'postgres/data/letter'), 'dear');
  if (isRoot) await chmod(other, 0o711);
  await expect(openOwn(other)).rejects.toMatchObject({ code: 'conflict' });
  expect(await readdir(join(other, 'postgres/data'))).toEqual(['letter']);
});

test.each(['"', '$', '`', '\\', '\n'])(
  'a path with %j, which initdb takes for the shell’s, is refused',
  async (mark) => {
    const odd = join(await passableDirectory(), `a${mark}b`);
    await expect(openOwn(odd)).rejects.toMatchObject({
      code: 'invalid',
      hint: expect.stringContaining('NAKHODA_DATA'),
    });
    await expect(stat(join(odd, 'postgres'))).rejects.toMatchObject({ code: 'ENOENT' });
  },
);

test.each(['sunos-sparc', process.platform === 'linux' ? 'darwin-arm64' : 'linux-x64'])(
  'without a server for %s the hint is DATABASE_URL',
  async (platform) => {
    await expect(installBinaries('/nonexistent', platform)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining(platform),
      hint: expect.stringContaining('DATABASE_URL'),
    });
  },
);

test.runIf(isRoot)('a data directory below a private one names what is in the way', async () => {
  const outer = await passableDirectory();
  await chmod(outer, 0o700);
  await expect(openOwn(join(outer, 'data'))).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(new RegExp(`cannot enter ${outer}$`)),
    hint: expect.stringContaining('NAKHODA_DATA'),
  });
});
