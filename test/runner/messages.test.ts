import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import type { Card } from '../../src/card.ts';
import type { Chat, MessageRef } from '../../src/chat.ts';
import { silent } from '../../src/log.ts';
import { type MessageParts, openMessage } from '../../src/runner/messages.ts';
import { createChatDouble } from '../doubles/chat.ts';

const place = { platform: 'test', channel: 'c1' };
const ref: MessageRef = { ...place, id: 'm1' };

/** A chat that writes down what it is told; `down` makes every call fail. */
function chatDouble() {
  const said: string[] = [];
  const state: { down: boolean } = { down: false };
  const say = async (what: string, card: Card): Promise<void> => {
    if (state.down) throw new Error('429');
    said.push(`${what} ${card.title}`);
    await sleep(5);
  };
  const chat: Chat = {
    platform: 'test',
    start: async () => {},
    stop: async () => {},
    async post(_place, card, { nonce }) {
      await say(`post(${nonce})`, card);
      return ref;
    },
    update: (message, card) => say(`edit(${message.id})`, card),
  };
  return { chat, said, state };
}

function open(chat: Chat | undefined, parts: Partial<MessageParts> = {}) {
  const posted: MessageRef[] = [];
  const message = openMessage({
    chat,
    place,
    ref: undefined,
    nonce: 'n1',
    log: silent,
    everyMs: 20,
    posted: async (one) => posted.push(one),
    ...parts,
  });
  return { message, posted };
}

test('it is posted once, then edited to its end', async () => {
  const { chat, said } = chatDouble();
  const { message, posted } = open(chat);
  message.show({ title: 'started' });
  await expect.poll(() => said).toHaveLength(1);
  message.show({ title: '50 %' });
  await expect.poll(() => said).toHaveLength(2);
  await message.end({ title: 'done' });
  expect(said).toEqual(['post(n1) started', 'edit(m1) 50 %', 'edit(m1) done']);
  expect(posted).toEqual([ref]);
});

test('cards that follow each other quickly become one edit, the newest', async () => {
  const { chat, said } = chatDouble();
  const { message } = open(chat);
  message.show({ title: 'started' });
  for (let percent = 1; percent <= 50; percent += 1) message.show({ title: `${percent} %` });
  await expect.poll(() => said.length).toBe(2);
  await message.close();
  expect(said).toEqual(['post(n1) started', 'edit(m1) 50 %']);
});

test('the end replaces what was not shown yet', async () => {
  const { chat, said } = chatDouble();
  const { message } = open(chat, { everyMs: 40 });
  message.show({ title: 'started' });
  message.show({ title: '99 %' });
  await message.end({ title: 'done' });
  expect(said).toEqual(['post(n1) started', 'edit(m1) done']);
});

test('an earlier owner’s message is edited on', async () => {
  const { chat, said } = chatDouble();
  const { message, posted } = open(chat, { ref });
  message.show({ title: 'going on' });
  await message.end({ title: 'done' });
  expect(said.filter((line) => line.startsWith('post'))).toEqual([]);
  expect(said.at(-1)).toBe('edit(m1) done');
  expect(posted).toEqual([]);
});

test('a chat that fails is no failure of the work; what it missed is posted when it is back', async () => {
  const { chat, said, state } = chatDouble();
  const { message } = open(chat);
  state.down = true;
  message.show({ title: 'started' });
  await sleep(20);
  state.down = false;
  await message.end({ title: 'done' });
  expect(said).toEqual(['post(n1) done']);
  state.down = true;
  await message.end({ title: 'again' });
});

test('a message that could be posted but not remembered is edited all the same', async () => {
  const { chat, said } = chatDouble();
  const { message } = open(chat, { posted: () => Promise.reject(new Error('store down')) });
  message.show({ title: 'started' });
  await message.end({ title: 'done' });
  expect(said).toEqual(['post(n1) started', 'edit(m1) done']);
});

test('without a chat nothing is shown and nothing waits', async () => {
  const { message, posted } = open(undefined);
  message.show({ title: 'started' });
  await message.end({ title: 'done' });
  expect(posted).toEqual([]);
});

test('a chat that never answers does not keep an operation from ending', async () => {
  const silentChat: Chat = { ...chatDouble().chat, post: () => new Promise(() => {}) };
  const { message } = open(silentChat, { limitMs: 20 });
  message.show({ title: 'half' });
  await message.end({ title: 'done' });
});

describe('in a place whose messages outlive us', () => {
  const durable = { ...place, durable: true };

  test('a chat that wants a pause is shown the newest after it', async () => {
    const chat = createChatDouble();
    const { message } = open(chat, { place: durable, everyMs: 1 });
    chat.fail('post', 'busy');
    message.show({ title: 'started' });
    message.show({ title: '10 %' });
    await vi.waitFor(() => expect(chat.titles()).toEqual(['10 %']), 20_000);
  });

  test('a post that an earlier owner may have made is looked for first', async () => {
    const chat = createChatDouble();
    await chat.post(durable, { title: 'started' }, { nonce: 'n1' });
    const { message, posted } = open(chat, { place: durable, mayBeThere: true });
    message.show({ title: 'going on' });
    await vi.waitFor(() => expect(chat.titles()).toEqual(['going on']), 20_000);
    expect(posted).toMatchObject([{ id: 'm1' }]);
  });

  test('a post whose answer was lost is not made twice', async () => {
    const chat = createChatDouble();
    const { message } = open(chat, { place: durable, everyMs: 1 });
    chat.fail('post', 'dropped');
    message.show({ title: 'started' });
    await vi.waitFor(() => expect(chat.messages).toHaveLength(1), 20_000);
    message.show({ title: '10 %' });
    await vi.waitFor(() => expect(chat.titles()).toEqual(['10 %']), 20_000);
  });

  test('one message more goes on from one that may not be edited', async () => {
    const chat = createChatDouble();
    const { message } = open(chat, { place: durable, everyMs: 1 });
    message.show({ title: 'started' });
    await vi.waitFor(() => expect(chat.messages).toHaveLength(1), 20_000);
    chat.fail('update', 'expired');
    message.show({ title: '10 %' });
    await vi.waitFor(() => expect(chat.titles()).toEqual(['started', '10 %']), 20_000);
  });

  test('a message that is old is edited for new words alone', async () => {
    const chat = createChatDouble();
    const { message } = open(chat, { place: durable, everyMs: 1, freelyMs: 0 });
    const at = (note: string) => ({ title: 'x', blocks: [{ type: 'text', text: note }] }) as const;
    for (const note of ['copied 1 %', 'copied 2 %', 'copied 3 %', 'starts']) {
      message.show(at(note));
      await vi.waitFor(() => expect(chat.messages).toHaveLength(1), 20_000);
      await sleep(5);
    }
    await message.close();
    expect(chat.messages[0]?.cards).toEqual([at('copied 1 %'), at('starts')]);
  });

  test('one that is closed shows nothing more', async () => {
    const chat = createChatDouble();
    const { message } = open(chat, { place: durable });
    message.show({ title: 'started' });
    expect(await message.close()).toMatchObject({ id: 'm1' });
    message.show({ title: '10 %' });
    await sleep(5);
    expect(chat.titles()).toEqual(['started']);
  });
});
