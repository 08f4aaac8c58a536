import { lstat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Database } from '../../../adapters/postgres/index.ts';
import { places } from '../../../adapters/postgres/places.ts';
import { type TemporaryDatabase, temporaryDatabase } from '../../store/database.ts';

let store: TemporaryDatabase;
let database: Database;
beforeAll(async () => {
  store = await temporaryDatabase();
  database = await store.open();
});
afterAll(() => store.dispose());

const rows = async (sql: string) => (await database.pool.query(sql)).rows;

test.each(['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums'])(
  '%s is on',
  async (name) => {
    expect(await rows(`show ${name}`)).toEqual([{ [name]: 'on' }]);
  },
);

test('the server listens on its private socket alone', async () => {
  expect(await rows('show listen_addresses')).toEqual([{ listen_addresses: '' }]);
  const { socket } = places(inject('storeDirectory'));
  expect((await lstat(socket)).mode & 0o777).toBe(0o700);
});

test('only the bot’s system user may connect, as the socket itself tells', async () => {
  expect(
    await rows('select type, database, user_name, auth_method, options from pg_hba_file_rules'),
  ).toEqual([
    {
      type: 'local',
      database: ['all'],
      user_name: ['nakhoda'],
      auth_method: 'peer',
      options: ['map=bot'],
    },
  ]);
  expect(await rows('select map_name, sys_name, pg_username from pg_ident_file_mappings')).toEqual([
    { map_name: 'bot', sys_name: userInfo().username, pg_username: 'nakhoda' },
  ]);
});

test('counts come as numbers, and one that a number cannot hold is an error', async () => {
  expect(await rows('select 9007199254740991::int8 as n')).toEqual([{ n: 9007199254740991 }]);
  await expect(rows('select 9007199254740993::int8 as n')).rejects.toThrow('safe integers');
});

test('times come as dates to the millisecond', async () => {
  expect(await rows("select timestamptz '2026-03-29 02:30:00.123+01' as t")).toEqual([
    { t: new Date('2026-03-29T01:30:00.123Z') },
  ]);
});

test('letters beyond ASCII have cases, and names sort by code point', async () => {
  expect(await rows("select upper('жük') as u, 'Z' < 'a' as sorted")).toEqual([
    { u: 'ЖÜK', sorted: true },
  ]);
});
