import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { takeLock } from '../../src/setup/lock.ts';
import { ownDirectory } from './directory.ts';

it('the second is refused by the number of the first, and let in when that one is done', async () => {
  const path = join(await ownDirectory(), 'lock');
  const release = await takeLock(path, 'anna');
  await expect(takeLock(path, 'budi')).rejects.toMatchObject({
    code: 'busy',
    message: expect.stringContaining(`process ${process.pid} of anna`),
  });
  await release();
  await (await takeLock(path, 'budi'))();
});

it('what a process that is gone left is no obstacle, and nothing stays behind', async () => {
  const directory = await ownDirectory();
  const path = join(directory, 'lock');
  const gone = execa('true');
  const { pid } = gone;
  await gone;
  await writeFile(path, JSON.stringify({ pid, user: 'anna', since: 'then' }));
  const release = await takeLock(path, 'budi');
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid });
  await release();
  expect(await readdir(directory)).toEqual([]);
});

it.skipIf(process.platform !== 'linux')(
  'a later process with the same number is not taken for the one that left it',
  async () => {
    const path = join(await ownDirectory(), 'lock');
    const left = { pid: process.pid, began: '1', user: 'anna', since: 'then' };
    await writeFile(path, JSON.stringify(left));
    await (await takeLock(path, 'budi'))();
  },
);

it('half a file is no obstacle', async () => {
  const path = join(await ownDirectory(), 'lock');
  await writeFile(path, '{"pid":');
  await (await takeLock(path, 'budi'))();
});

it('what cannot be read as a lock is left alone and named', async () => {
  const path = join(await ownDirectory(), 'lock');
  await mkdir(join(path, 'full'), { recursive: true });
  await expect(takeLock(path, 'budi')).rejects.toMatchObject({ code: 'busy' });
  expect(await readdir(path)).toEqual(['full']);
});

it('of many that come at once over a stale one, one gets in', async () => {
  const directory = await ownDirectory();
  const locks = Array.from({ length: 40 }, (_, at) => join(directory, `lock-${at}`));
  const module = new URL('../../src/setup/lock.ts', import.meta.url).href;
  const script = `
    import { createInterface } from 'node:readline';
    import { takeLock } from ${JSON.stringify(module)};
    console.log('ready');
    for await (const path of createInterface({ input: process.stdin })) {
      await takeLock(path, 'x').then(() => console.log('in'), ({ code }) => console.log(code));
    }`;
  const words = ['--input-type=module', '-e', script];
  const all = Array.from({ length: 8 }, () => {
    const child = execa(process.execPath, words);
    return { child, lines: child.iterable()[Symbol.asyncIterator]() };
  });
  const said = () => Promise.all(all.map(async ({ lines }) => (await lines.next()).value));
  await said();
  for (const lock of locks) {
    await writeFile(lock, '');
    for (const { child } of all) child.stdin.write(`${lock}\n`);
    // Whoever is in stays.
    expect((await said()).toSorted()).toEqual([...Array(7).fill('busy'), 'in']);
  }
  for (const { child } of all) child.stdin.end();
  await Promise.all(all.map(({ child }) => child));
  const names = locks.map((one) => basename(one));
  expect(new Set(await readdir(directory))).toEqual(new Set(names));
});
