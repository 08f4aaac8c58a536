import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Card } from '../../src/card.ts';
import type { Chat } from '../../src/chat.ts';
import { leave, type Replica, replica, workshop } from '../fixtures/replicas.ts';
import { acceptance, anna, ben, exclusive, type World, world } from '../fixtures/stores.ts';

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
const cardOf = (title: string) => [...shown.values()].find((card) => card.title.startsWith(title));

test('who waits is shown behind whom, can cancel, and the same message goes on when it runs', async () => {
  const first = await submit('first');
  const second = await submit('second', ben);
  await vi.waitFor(() =>
    expect(cardOf('second')).toMatchObject({
      blocks: [{ type: 'progress', note: `Waiting behind anna’s task ${first} (first)` }],
      actions: [{ label: 'Cancel', command: `task cancel ${second}` }],
    }),
  );
  shop.open('first');
  await one.ended(first);
  await vi.waitFor(() => expect(shop.times('second')).toBe(1));
  await vi.waitFor(() =>
    expect(cardOf('second')?.blocks).toEqual([expect.objectContaining({ note: 'Started' })]),
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
  await vi.waitFor(async () => expect((await one.store.operation(second)).message).not.toBeNull());
  await one.store.cancel(second, ben);
  const due = await one.store.dueSayings({ platforms: ['test'], saying: [] });
  expect(due).toMatchObject([{ operation: second, edits: true }]);
  await vi.waitFor(
    () => expect(cardOf('second')?.title).toContain('cancelled before it began'),
    5_000,
  );
  shop.open('first');
  await one.ended(first);
  expect(posts).toHaveLength(2);
});

test('a process that leaves hands over what waits; the next one goes on in the same message', async () => {
  const first = await submit('first');
  const second = await submit('second');
  await vi.waitFor(async () => expect((await one.store.operation(second)).message).not.toBeNull());
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
