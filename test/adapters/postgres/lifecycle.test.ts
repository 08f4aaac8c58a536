import { readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { places } from '../../../adapters/postgres/places.ts';
import {
  openOwn,
  ownDirectory,
  passableDirectory,
  removeDirectories,
  serverPid,
} from './own-directory.ts';
import { startMember } from './start-member.ts';

let data: string;
beforeAll(async () => {
  data = await ownDirectory();
});
afterAll(removeDirectories);

test('the first process makes the cluster and starts the server, the last one stops it', async () => {
  const database = await openOwn(data);
  await database.pool.query('create table written (number int)');
  expect(await serverPid(data)).toBeTypeOf('number');
  await database.close();
  expect(await serverPid(data)).toBeUndefined();
});

test('the server stays for whoever is still there', async () => {
  const stays = startMember(data);
  const leaves = await openOwn(data);
  await stays.joined;
  const pid = await serverPid(data);
  await leaves.close();
  await stays.write(1);
  expect(await serverPid(data)).toBe(pid);
  expect(await stays.leave()).toBe(0);
  expect(await serverPid(data)).toBeUndefined();
});

test('a server that outlived a killed bot is adopted, and stopped by who adopted it', async () => {
  const killed = startMember(data);
  await killed.joined;
  await killed.write(2);
  const pid = await serverPid(data);
  await killed.kill();
  const database = await openOwn(data);
  expect(await serverPid(data)).toBe(pid);
  const { rows } = await database.pool.query('select number from written order by number');
  expect(rows).toEqual([{ number: 1 }, { number: 2 }]);
  await database.close();
  expect(await serverPid(data)).toBeUndefined();
});

test.runIf(process.platform === 'linux')('the server leads a session of its own', async () => {
  const database = await openOwn(data);
  const pid = await serverPid(data);
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // proc(5): state, parent, group, session follow the name in brackets.
  const [, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  expect(Number(session)).toBe(pid);
  await database.close();
});

test('who comes while the server goes down gets a new one', async () => {
  let current = await openOwn(data);
  for (let round = 0; round < 8; round += 1) {
    const [next] = await Promise.all([
      // Later by a little each time, to meet another moment of the end.
      sleep(round * 6).then(() => openOwn(data)),
      current.close(),
    ]);
    expect((await next.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    current = next;
  }
  await current.close();
  expect(await serverPid(data)).toBeUndefined();
});

test('a path with odd letters, too long for a socket, is served through /tmp', async () => {
  const odd = join(await passableDirectory(), `it's odd, 100% ж ${'long '.repeat(20)}`, 'data');
  const { socket } = places(odd);
  expect(socket).toMatch(/^\/tmp\/nakhoda-/);
  const database = await openOwn(odd);
  expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await database.close();
  expect(await serverPid(odd)).toBeUndefined();
  await rmdir(socket);
});

test('closing twice is closing once', async () => {
  const database = await openOwn(data);
  await Promise.all([database.close(), database.close()]);
  expect(await serverPid(data)).toBeUndefined();
});
