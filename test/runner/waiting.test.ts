import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Card } from '../../src/card.ts';
import type { Chat } from '../../src/chat.ts';
import { leave, type Replica, replica, workshop } from '../fixtures/replicas.ts';
import { acceptance, anna, ben, drop, exclusive, type World, world } from '../fixtures/stores.ts';

const durable = { platform: 'test', channel: 'c1', durable: true };
const claims = [exclusive('machine:kvm/e1')];

let db: World;
let shop: ReturnType<typeof workshop>;
let one: Replica;
let posts: string[];
let shown: Map<string, Card>;

beforeEach(async () => {
  db = await world();
  shop = workshop();
  posts = [];
  shown = new Map();
  one = await replica(db, { kinds: shop.kinds, chats: [chat] });
});
afterEach(async () => {
  await leave([one]);
  await db.dispose();
});

const chat: Chat = {
  platform: 'test',
  start: async () => {},
  stop: async () => {},
  async post(place, card, { nonce }) {
    posts.push(nonce);
    shown.set(nonce, card);
    return { ...place, id: nonce };
  },
  async update({ id }, card) {
    shown.set(id, card);
  },
};

const submit = (name: string, actor = anna) =>
  one.runner.accept({
    operations: [acceptance({ kind: 'gated', title: name, input: name, claims }).data],
    asked: { actor, place: durable, line: `do ${name}` },
  });
/** On a busy machine too. */
const soon = { timeout: 20_000 };
const cardOf = (title: string) => [...shown.values()].find((card) => card.title.startsWith(title));

test('who waits is shown behind whom, can cancel, and the same message goes on when it runs', async () => {
  const first = await submit('first');
  const second = await submit('second', ben);
  await vi.waitFor(
    () =>
      expect(cardOf('second')).toMatchObject({
        blocks: [{ type: 'progress', note: `Waiting behind anna’s task ${first} (first)` }],
        actions: [{ label: 'Cancel', command: `task cancel ${second}` }],
      }),
    soon,
  );
  shop.open('first');
  await one.ended(first);
  await vi.waitFor(() => expect(shop.times('second')).toBe(1), soon);
  await vi.waitFor(
    () => expect(cardOf('second')?.blocks).toEqual([expect.objectContaining({ note: 'Started' })]),
    soon,
  );
  shop.open('second');
  await one.ended(second);
  expect(posts).toHaveLength(2);
  const { message } = await one.store.operation(second);
  expect(message).toMatchObject({ id: posts[1] });
});

test('who is cancelled while they wait is shown as cancelled', async () => {
  const first = await submit('first');
  const second = await submit('second');
  await vi.waitFor(
    async () => expect((await one.store.operation(second)).message).not.toBeNull(),
    soon,
  );
  await one.store.cancel(second, ben);
  const due = await one.store.dueSayings({ platforms: ['test'], saying: [] });
  expect(due).toMatchObject([{ operation: second, edits: true }]);
  await vi.waitFor(
    () => expect(cardOf('second')?.title).toContain('cancelled before it began'),
    soon,
  );
  shop.open('first');
  await one.ended(first);
  expect(posts).toHaveLength(2);
});

test('the message of a process that is gone tells on how it waits, before anybody takes it', async () => {
  const first = await submit('first');
  await vi.waitFor(
    async () => expect((await one.store.operation(first)).message).not.toBeNull(),
    soon,
  );
  const two = await replica(db, { kinds: shop.kinds, chats: [chat] });
  const { data } = acceptance({ kind: 'gated', title: 'third', input: 'third', claims });
  const third = await two.runner.accept({
    operations: [data],
    asked: { actor: ben, place: durable, line: 'do third' },
  });
  await vi.waitFor(
    async () => expect((await one.store.operation(third)).message).not.toBeNull(),
    soon,
  );
  await leave([two]);
  await drop(two);
  shown.clear();
  await vi.waitFor(
    () => expect(cardOf('third')?.blocks).toEqual([expect.objectContaining({ type: 'progress' })]),
    soon,
  );
  expect(posts).toHaveLength(2);
  shop.open('first');
  shop.open('third');
  await one.ended(third);
  expect(posts).toHaveLength(2);
});

test('who has waited for as long as they may never begins, and is told behind whom they waited', async () => {
  const first = await submit('first');
  const two = await replica(db, { kinds: shop.kinds, chats: [chat], waitMs: 1 });
  const { data } = acceptance({ kind: 'gated', title: 'second', input: 'second', claims });
  const second = await two.runner.accept({
    operations: [data],
    asked: { actor: ben, place: durable, line: 'do second' },
  });
  const { state, card } = await two.ended(second);
  expect(state).toBe('failed');
  expect(card).toMatchObject({
    title: 'second: never began',
    blocks: [
      { text: expect.stringContaining(`behind anna’s task ${first} (first). That is as long as`) },
    ],
    actions: [{ command: `task show ${first}` }],
  });
  const [row] = await one.store.trail.list({ task: second, event: 'ended' }, { limit: 1 });
  expect(row).toMatchObject({ outcome: 'expired', actor: ben, line: 'do second' });
  expect(row?.detail).toContain('never began, and nothing was changed');
  const due = await one.store.dueSayings({ platforms: ['test'], saying: [] });
  expect(due).toMatchObject([{ operation: second, card: { title: 'second: never began' } }]);
  shop.open('first');
  await one.ended(first);
  expect(shop.times('second')).toBe(0);
  await leave([two]);
});

test('a process that leaves hands over what waits; the next one goes on in the same message', async () => {
  const first = await submit('first');
  const second = await submit('second');
  await vi.waitFor(
    async () => expect((await one.store.operation(second)).message).not.toBeNull(),
    soon,
  );
  await one.runner.stop();
  const two = await replica(db, { kinds: shop.kinds, chats: [chat] });
  shop.open('first');
  shop.open('second');
  expect(await two.ended(first)).toMatchObject({ state: 'done' });
  expect(await two.ended(second)).toMatchObject({ state: 'done' });
  expect(posts).toHaveLength(2);
  expect(shop.times('second')).toBe(1);
  await leave([two]);
});

test('an edit that was on its way while another process ended it does not stand last', async () => {
  const first = await submit('first');
  const middle = await submit('middle');
  const held = Promise.withResolvers<void>();
  let isOnItsWay = false;
  const slow: Chat = {
    ...chat,
    async update(ref, card) {
      isOnItsWay = true;
      await held.promise;
      return chat.update(ref, card);
    },
  };
  const reach = { takes: () => [], gives: () => [] };
  const two = await replica(db, { kinds: shop.kinds, chats: [slow], reach });
  const { data } = acceptance({ kind: 'gated', title: 'second', input: 'second', claims });
  const second = await two.runner.accept({
    operations: [data],
    asked: { actor: ben, place: durable, line: 'do second' },
  });
  await vi.waitFor(
    async () => expect((await one.store.operation(second)).message).not.toBeNull(),
    20_000,
  );
  shop.open('first');
  await one.ended(first);
  await vi.waitFor(() => expect(isOnItsWay).toBe(true), 10_000);
  for (const [id, name] of [
    [middle, 'middle'],
    [second, 'second'],
  ] as const) {
    shop.open(name);
    await one.ended(id);
  }
  expect(await saidOf(second)).toBe('-end');
  held.resolve();
  expect(await saidOf(second)).toContain('-again-');
  await leave([two]);
});

/** Says all that is due until it is about this one, and gives which of its sayings that was. */
async function saidOf(operation: number): Promise<string> {
  for (;;) {
    const due = await one.store.dueSayings({ platforms: ['test'], saying: [] });
    for (const { id, message } of due) await one.store.said(id, { ref: message ?? undefined });
    const about = due.find((saying) => saying.operation === operation);
    if (about) {
      expect(about).toMatchObject({ edits: true, card: { title: 'made second' } });
      return about.nonce.replace(about.tag ?? '', '');
    }
    await setTimeout(50);
  }
}
