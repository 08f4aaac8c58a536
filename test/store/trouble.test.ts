import { Kysely, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../adapters/postgres/index.ts';
import { silent } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { inWords } from '../../src/store/trouble.ts';
import { type Relay, relayToDatabase } from '../fixtures/relay.ts';
import { acceptance, anna, begin, type Member, type World, world } from '../fixtures/stores.ts';

const silence = {
  name: 'BotError',
  code: 'unreachable',
  message: 'The bot’s database does not answer',
};

let db: World;
let other: Member;
beforeEach(async () => {
  db = await world();
  other = await db.join();
});
afterEach(() => db.dispose());

describe('a database that goes away', () => {
  let relay: Relay;
  let store: Store;
  beforeEach(async () => {
    const laid = await relayToDatabase(db.url);
    relay = laid;
    const { signal } = new AbortController();
    const database = await openDatabase({
      url: laid.url,
      dataDirectory: '/nowhere',
      log: silent,
      signal,
    });
    store = await openStore(database, { sites: ['kvm'], client: false });
  });
  afterEach(async () => {
    await store.close();
    await relay.cut();
  });

  test('is said in words, accepts nothing, and works again when it is back', async () => {
    const hold = await begin(store);
    await relay.cut();
    const entry = { event: 'answered', actor: anna, line: 'x', outcome: 'ok' } as const;
    const asked = [
      store.accept({ operations: [acceptance()], run: true }),
      store.beginStep(hold, 'act'),
      store.audit(entry),
      store.take(hold.id),
      store.beat([hold.id]),
    ];
    for (const failure of await Promise.allSettled(asked)) {
      expect(failure).toMatchObject({ status: 'rejected', reason: silence });
    }
    await relay.lay();
    expect(await store.beginStep(hold, 'act')).toBe(true);
    expect(await store.listTasks({ ended: true, limit: 10 })).toHaveLength(1);
  });

  test('in the middle of a question is said in words too', async () => {
    const { pool } = other.database;
    const locker = await pool.connect();
    await locker.query('begin; lock table operations in access exclusive mode');
    const asking = expect(store.operation(1)).rejects.toMatchObject(silence);
    const waiting = "select from pg_stat_activity where wait_event_type = 'Lock'";
    await expect.poll(async () => (await pool.query(waiting)).rowCount).toBeGreaterThan(0);
    await relay.cut();
    await asking;
    await locker.query('rollback');
    locker.release();
    await relay.lay();
  });
});

test('a connection that ends during the commit leaves open whether it was accepted, and says so', async () => {
  const { pool } = other.database;
  await pool.query(`create function slow() returns trigger language plpgsql as
    $$ begin perform pg_sleep(30); return null; end $$`);
  await pool.query(`create constraint trigger slow after insert on operations
    deferrable initially deferred for each row execute function slow()`);
  const accepting = expect(
    other.store.accept({ operations: [acceptance()], run: false }),
  ).rejects.toMatchObject({
    code: 'unreachable',
    message: 'The bot’s database did not say whether this was accepted',
    hint: expect.stringContaining('task list'),
  });
  const cut = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and wait_event = 'PgSleep'`;
  await expect.poll(async () => (await pool.query(cut)).rowCount).toBe(1);
  await accepting;
});

test('a connection that ends between two questions of a transaction is said in words, and ends nothing else', async () => {
  const kysely = new Kysely<object>({ dialect: other.database.dialect });
  const { work } = inWords({
    work: () =>
      kysely.transaction().execute(async (trx) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
        await other.database.pool.query('select pg_terminate_backend($1, 5000)', [rows[0]?.pid]);
        await new Promise((resolve) => setTimeout(resolve, 50));
        await sql`select 1`.execute(trx);
      }),
  });
  await expect(work()).rejects.toMatchObject(silence);
  expect(await other.store.listTasks({ ended: true, limit: 1 })).toEqual([]);
});

test('a schema of a newer version is refused, in words', async () => {
  await other.database.pool.query('update store_version set version = 99, oldest = 98');
  await expect(openStore(await db.open(), { sites: [], client: false })).rejects.toMatchObject({
    code: 'unsupported',
    message: 'The database belongs to a newer version of the bot',
  });
});

test('many processes that start at once on an empty database make its schema together', async () => {
  const empty = await world();
  const members = await Promise.all(Array.from({ length: 8 }, () => empty.join()));
  expect(new Set(members.map(({ store }) => store.me)).size).toBe(8);
  await empty.dispose();
});

test.each(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', '08006', '57P01', '57P03'])(
  '%s is the database that does not answer',
  async (code) => {
    const failing = inWords({ ask: () => Promise.reject(Object.assign(new Error('x'), { code })) });
    await expect(failing.ask()).rejects.toMatchObject(silence);
  },
);

test.each(['53100', 'ENOSPC'])('%s is a full disk', async (code) => {
  const failing = inWords({ ask: () => Promise.reject(Object.assign(new Error('x'), { code })) });
  await expect(failing.ask()).rejects.toMatchObject({
    code: 'unreachable',
    message: 'The disk that holds the bot’s data is full',
    hint: expect.stringContaining('nothing was changed'),
  });
});

test('a fault of ours stays one', async () => {
  for (const bug of [new TypeError('x'), undefined, 'words']) {
    await expect(inWords({ ask: () => Promise.reject(bug) }).ask()).rejects.toBe(bug);
  }
});
