import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../adapters/postgres/index.ts';
import { silent } from '../../src/log.ts';
import { createOutbox, type Outbox } from '../../src/outbox.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { type ChatDouble, createChatDouble } from '../doubles/chat.ts';
import { type Relay, relayToDatabase } from '../fixtures/relay.ts';
import { type Replica, replica, workshop } from '../fixtures/replicas.ts';
import { acceptance, anna, place, type World, world } from '../fixtures/stores.ts';

const durable = { ...place, durable: true };

let db: World;
let relay: Relay & { readonly url: string };
let shop: ReturnType<typeof workshop>;
let chat: ChatDouble;
let one: Replica;
let outbox: Outbox;
beforeEach(async () => {
  db = await world();
  relay = await relayToDatabase(db.url);
  shop = workshop();
  chat = createChatDouble();
});
afterEach(async () => {
  await outbox.stop();
  await one.runner.stop();
  await one.store.close();
  await relay.cut().catch(() => {});
  await db.dispose();
});

/** A replica whose wire to the database is cut at one moment, where `at` puts it. */
async function start(at: (store: Store) => Partial<Store>): Promise<void> {
  const join: World['join'] = async () => {
    const { signal } = new AbortController();
    const options = { url: relay.url, dataDirectory: '/nowhere', log: silent, signal };
    const database = await openDatabase(options);
    const store = await openStore(database, { sites: ['kvm'], client: false });
    return { database, store: { ...store, ...at(store) } };
  };
  one = await replica({ ...db, join }, { kinds: shop.kinds, chats: [chat] });
  outbox = createOutbox({ store: one.store, chats: [chat], log: silent });
  await outbox.start();
}

/** Does this the first time only. */
function once(act: () => Promise<unknown>): () => Promise<void> {
  let done = false;
  return async () => {
    if (done) return;
    done = true;
    await act();
  };
}

const cutThenLay = () =>
  once(async () => {
    await relay.cut();
    setTimeout(() => void relay.lay(), 1_500);
  });

async function work(name: string): Promise<number> {
  const { data } = acceptance({ kind: 'gated', title: name, input: name });
  const id = await one.runner.accept({
    operations: [data],
    asked: { actor: anna, place: durable, line: `do ${name}` },
  });
  await expect.poll(chat.titles).toHaveLength(1);
  shop.open(name);
  return id;
}

/** Over another wire, once all is said: by whom it ended, and how often that was written down. */
async function looked(id: number) {
  const other = await db.join({ sites: [] });
  const count = async (what: string) => {
    const { rows } = await other.database.pool.query(`select count(*)::int as count from ${what}`);
    return rows[0].count;
  };
  const said = () => count('outbox where said_at is not null');
  await expect.poll(said, { timeout: 20_000 }).toBeGreaterThan(0);
  await expect.poll(() => count('outbox where said_at is null')).toBe(0);
  const { state, epoch } = await other.store.operation(id);
  const ends = await count("audit where event = 'ended'");
  await other.store.close();
  return { state, epoch, ends, titles: chat.titles() };
}

/** Carried to its end by its first owner, and told once. */
const whole = {
  state: 'done',
  epoch: 1,
  ends: 1,
  titles: [expect.stringMatching(/^made /)],
};

test('the end is said soon though the database went away when its message was let go of', async () => {
  const cut = cutThenLay();
  await start(({ letGo }) => ({
    async letGo(operation, ref) {
      await cut();
      await letGo(operation, ref);
    },
  }));
  expect(await looked(await work('a'))).toEqual(whole);
});

test('the end is written once it is back, by whoever did the work', async () => {
  const cut = cutThenLay();
  await start(({ end }) => ({
    async end(...given) {
      await cut();
      return end(...given);
    },
  }));
  expect(await looked(await work('b'))).toEqual(whole);
  expect(shop.times('b')).toBe(1);
});

test('an end that was written though its answer was lost is told once', async () => {
  const cut = cutThenLay();
  await start(({ end, load }) => ({
    async end(...given) {
      const written = await end(...given);
      await cut();
      // The wire itself says what the answer would have said.
      await load();
      return written;
    },
  }));
  expect(await looked(await work('c'))).toEqual(whole);
});

test('who leaves while the database is away waits for nothing', async () => {
  const cut = once(() => relay.cut());
  const away = Promise.withResolvers<void>();
  await start(({ letGo }) => ({
    async letGo(operation, ref) {
      await cut();
      away.resolve();
      await letGo(operation, ref);
    },
  }));
  await work('d');
  await away.promise;
  await one.runner.stop();
  expect(chat.titles()).toEqual([expect.not.stringMatching(/^made /)]);
});
