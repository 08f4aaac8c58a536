import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Boards, startBoards } from '../../src/board/boards.ts';
import type { Card } from '../../src/card.ts';
import type { Chat, MessageRef } from '../../src/chat.ts';
import { BotError } from '../../src/errors.ts';
import { createInventory } from '../../src/inventory.ts';
import { machine, site } from '../fixtures/machines.ts';
import { anna, type Member, type World, world } from '../fixtures/stores.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const channel = { platform: 'pigeon', channel: 'c1', durable: true };
let db: World;
let one: Member;
let boards: Boards | undefined;

beforeAll(async () => {
  db = await world();
  one = await db.join();
});
afterEach(() => boards?.close());
afterAll(() => db.dispose());

/** A chat whose messages can be deleted by anybody. */
function pigeon() {
  const messages = new Map<string, Card>();
  const pinned: string[] = [];
  let edits = 0;
  const chat: Chat = {
    platform: 'pigeon',
    async start() {},
    async stop() {},
    async post(place, card) {
      const ref: MessageRef = { ...place, id: `m${messages.size + pinned.length + 1}` };
      messages.set(ref.id, card);
      return ref;
    },
    async update({ id }, card) {
      if (!messages.has(id)) throw new BotError('not-found', 'The message is gone');
      messages.set(id, card);
      edits += 1;
    },
    pin: async ({ id }) => void pinned.push(id),
  };
  return { chat, messages, pinned, edits: () => edits };
}

async function draws(chat: Chat, machines = [machine({ name: 'e1' })]) {
  await boards?.close();
  boards = await startBoards({
    chats: [chat],
    store: one.store,
    log,
    commands: [],
    fleet: createInventory([site('kvm', machines)]),
    tasks: {
      list: one.store.listTasks,
      show: one.store.showTask,
      targets: one.store.targets,
      cancel: one.store.cancel,
      settle: () => Promise.reject(new Error('not asked for here')),
    },
    everyMs: 50,
  });
  boards.soon();
}

test('a board is posted once, pinned, edited when something changed, and posted anew when it is gone', async () => {
  const there = pigeon();
  expect(await one.store.boards.add(channel, anna)).toBe(true);
  expect(await one.store.boards.add(channel, anna)).toBe(false);
  await draws(there.chat);
  await expect.poll(() => there.pinned).toEqual(['m1']);
  // Another process after a restart knows the message, and the fleet is another one.
  await draws(there.chat, [machine({ name: 'e1' }), machine({ name: 'e2' })]);
  await expect.poll(there.edits).toBe(1);
  expect(there.messages.size).toBe(1);
  expect(there.messages.get('m1')?.title).toContain('2 machines');
  there.messages.clear();
  await draws(there.chat, [machine({ name: 'e3', state: 'crashed' })]);
  await expect.poll(() => there.pinned.length).toBe(2);
  expect(there.messages.size).toBe(1);
});

test('a board that one process draws is no other process’s', async () => {
  await boards?.close();
  const place = { platform: 'dove', channel: 'c2', durable: true };
  await one.store.boards.add(place, anna);
  expect(await one.store.boards.take('dove')).toHaveLength(1);
  expect(await one.store.boards.take('dove')).toEqual([]);
  await one.store.boards.drawn(place, {});
  expect(await one.store.boards.take('dove')).toHaveLength(1);
  expect(await one.store.boards.remove(place)).toBe(true);
  expect(await one.store.boards.drawn(place, {})).toBe(false);
});
