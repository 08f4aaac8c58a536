import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../../adapters/postgres/index.ts';
import { silent } from '../../../src/log.ts';
import { relayToDatabase } from '../../fixtures/relay.ts';
import { type TemporaryDatabase, temporaryDatabase } from '../../store/database.ts';

const { signal } = new AbortController();
let database: TemporaryDatabase;
beforeAll(async () => {
  database = await temporaryDatabase();
});
afterAll(() => database.dispose());

it('a server behind a socket of this machine has no address', async () => {
  const opened = await database.open();
  expect(await opened.addresses?.()).toEqual([]);
});

it('a server behind a port has the address of the far end', async () => {
  const relay = await relayToDatabase(database.url);
  const opened = await openDatabase({
    url: relay.url,
    dataDirectory: '/nonexistent',
    log: silent,
    signal,
  });
  expect(await opened.addresses?.()).toEqual(['127.0.0.1']);
  await opened.close();
  await relay.cut();
});
