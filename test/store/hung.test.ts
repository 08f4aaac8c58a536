import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../adapters/postgres/index.ts';
import { silent } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { type Sieve, sieveTo } from '../fixtures/sieve.ts';
import { type Member, type World, world } from '../fixtures/stores.ts';

const givenUp = {
  name: 'BotError',
  code: 'unreachable',
  message: 'The bot’s database took too long and was given up',
};

let db: World;
let other: Member;
let sieve: Sieve;
let store: Store;
beforeEach(async () => {
  db = await world();
  other = await db.join();
  const { pathname, searchParams } = new URL(db.url);
  sieve = await sieveTo(`${searchParams.get('host')}/.s.PGSQL.${searchParams.get('port')}`);
  const url = `postgresql://${searchParams.get('user')}@127.0.0.1:${sieve.port}${pathname}?sslmode=disable`;
  const database = await openDatabase({
    url,
    dataDirectory: '/nowhere',
    log: silent,
    signal: new AbortController().signal,
    limits: { questionMs: 1_000, silenceMs: 2_500 },
  });
  store = await openStore(database, { sites: ['kvm'], client: false });
});
afterEach(async () => {
  sieve.open();
  await store.close();
  await sieve.close();
  await db.dispose();
});

test('a question that waits for a lock too long is ended by the server, and said in words', async () => {
  const locker = await other.database.pool.connect();
  await locker.query('begin; lock table operations in access exclusive mode');
  await expect(store.operation(1)).rejects.toMatchObject(givenUp);
  await locker.query('rollback');
  locker.release();
  await expect(store.operation(1)).rejects.toMatchObject({ code: 'not-found' });
});

test('a server that says nothing any more hangs nobody, and serves again when it goes on', async () => {
  sieve.shut();
  const asked = [
    store.operation(1),
    store.beat([]),
    store.take(1),
    store.listTasks({ ended: true, limit: 1 }),
  ];
  for (const failure of await Promise.allSettled(asked)) {
    expect(failure).toMatchObject({ status: 'rejected', reason: { code: 'unreachable' } });
  }
  sieve.open();
  // On a connection whose late answers belong to nobody.
  expect(await store.listTasks({ ended: true, limit: 1 })).toEqual([]);
  await expect(store.operation(1)).rejects.toMatchObject({ code: 'not-found' });
});
