import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Database } from '../../../adapters/postgres/index.ts';
import { type TemporaryDatabase, temporaryDatabase } from '../../store/database.ts';

let store: TemporaryDatabase;
let database: Database;
beforeAll(async () => {
  store = await temporaryDatabase();
  database = await store.open();
});
afterAll(() => store.dispose());

const notify = (channel: string, payload: string) =>
  database.pool.query('select pg_notify($1, $2)', [channel, payload]);

test('every listener of a channel gets what is sent there, in order, until it stops', async () => {
  const first: string[] = [];
  const second: string[] = [];
  const other: string[] = [];
  const stopFirst = await database.listen('a "b" ; c', (payload) => first.push(payload));
  const stopSecond = await database.listen('a "b" ; c', (payload) => second.push(payload));
  await database.listen('other', (payload) => other.push(payload));
  await notify('a "b" ; c', "it's 1");
  await notify('a "b" ; c', '2');
  await vi.waitFor(() => expect(second).toEqual(["it's 1", '2']), 20_000);
  await stopFirst();
  await notify('a "b" ; c', '3');
  await vi.waitFor(() => expect(second).toEqual(["it's 1", '2', '3']), 20_000);
  await stopSecond();
  await notify('a "b" ; c', '4');
  await notify('other', 'last');
  await vi.waitFor(() => expect(other).toEqual(['last']), 20_000);
  expect(first).toEqual(["it's 1", '2']);
  expect(second).toEqual(["it's 1", '2', '3']);
});

test('a lost connection listens again on every channel', async () => {
  const heard = new Set<string>();
  await database.listen('north', () => heard.add('north'));
  await database.listen('south', () => heard.add('south'));
  const { rowCount } = await database.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database()",
  );
  expect(rowCount).toBe(1);
  await vi.waitFor(
    async () => {
      await notify('north', '');
      await notify('south', '');
      expect(heard).toEqual(new Set(['north', 'south']));
    },
    { timeout: 20_000 },
  );
});
