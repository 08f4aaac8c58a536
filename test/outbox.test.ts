import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Chat } from '../src/chat.ts';
import { silent } from '../src/log.ts';
import { createOutbox, type Outbox } from '../src/outbox.ts';
import { type ChatDouble, createChatDouble } from './doubles/chat.ts';
import {
  acceptance,
  anna,
  drop,
  holdOf,
  type Member,
  place,
  type World,
  world,
} from './fixtures/stores.ts';

const durable = { ...place, durable: true };
const done = { state: 'done', card: { title: 'Rolled back web-1' } } as const;

let db: World;
let one: Member;
let running: Outbox[];
beforeEach(async () => {
  db = await world();
  one = await db.join();
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((outbox) => outbox.stop()));
  await db.dispose();
});

async function deliver(chat: Chat, { store } = one) {
  const outbox = createOutbox({ store, chats: [chat], log: silent, againMs: 10 });
  running.push(outbox);
  await outbox.start();
}

async function started(at = durable) {
  const [accepted] = await one.store.accept({
    operations: [{ ...acceptance(), place: at }],
    run: true,
  });
  if (!accepted?.taken) throw new Error('it was not taken');
  return { hold: holdOf(one.store, accepted.taken), tag: accepted.taken.row.tag };
}

const open = async () => {
  const { rows } = await one.database.pool.query(
    'select nonce from outbox where said_at is null and given_up_at is null',
  );
  return rows.length;
};
const settled = () => vi.waitFor(async () => expect(await open()).toBe(0), { timeout: 20_000 });

/** Posted while it ran, as the runner does. */
async function shown(chat: ChatDouble) {
  const { hold, tag } = await started();
  const ref = await chat.post(durable, { title: 'Rolling back' }, { nonce: tag });
  return { hold, tag, ref };
}

describe('the end of an operation', () => {
  test('replaces what its message showed', async () => {
    const chat = createChatDouble();
    const { hold, ref } = await shown(chat);
    await one.store.saveMessage(hold, ref);
    await one.store.end(hold, done);
    await deliver(chat);
    await settled();
    expect(chat.titles()).toEqual(['Rolled back web-1']);
  });

  test('that a person settled is said by the message that said it was unknown', async () => {
    const chat = createChatDouble();
    const { hold, ref } = await shown(chat);
    await one.store.saveMessage(hold, ref);
    await one.store.end(hold, { state: 'undecided', card: { title: 'Outcome unknown' } });
    await deliver(chat);
    await settled();
    await one.store.settle({ id: hold.id, as: 'done', actor: anna, note: '' });
    await settled();
    expect(chat.titles()[0]).toBe('Work: settled as done by anna');
  });

  test('finds a message whose post nobody could write down', async () => {
    const chat = createChatDouble();
    const { hold } = await shown(chat);
    await one.store.end(hold, done);
    await deliver(chat);
    await settled();
    expect(chat.titles()).toEqual(['Rolled back web-1']);
    expect((await one.store.operation(hold.id)).message).toMatchObject({ id: 'm1' });
  });

  test('is posted where nothing was yet, once, though the answer to the post is lost', async () => {
    const chat = createChatDouble();
    chat.fail('post', 'dropped');
    await one.store.end((await started()).hold, done);
    await deliver(chat);
    await settled();
    expect(chat.titles()).toEqual(['Rolled back web-1']);
  });

  test.each(['lost', 'busy'] as const)('is said again when the call was %s', async (fault) => {
    const chat = createChatDouble();
    const { hold, ref } = await shown(chat);
    await one.store.saveMessage(hold, ref);
    chat.fail('update', fault, fault);
    await one.store.end(hold, done);
    await deliver(chat);
    await settled();
    expect(chat.titles()).toEqual(['Rolled back web-1']);
  });

  test.each(['expired', 'not-found'] as const)(
    'goes into one message more where the first is %s',
    async (fault) => {
      const chat = createChatDouble();
      const { hold, ref } = await shown(chat);
      await one.store.saveMessage(hold, ref);
      chat.fail('update', fault, fault);
      chat.fail('post', 'dropped');
      await one.store.end(hold, done);
      await deliver(chat);
      await settled();
      expect(chat.titles()).toEqual(['Rolling back', 'Rolled back web-1']);
      expect(JSON.stringify(chat.messages[1]?.cards)).toContain('continues an earlier message');
    },
  );

  test('goes to the person who asked where the channel is shut, and says why', async () => {
    const chat = createChatDouble();
    chat.fail('post', 'forbidden');
    await one.store.end((await started()).hold, done);
    await deliver(chat);
    await settled();
    expect(chat.messages.map(({ ref }) => ref.channel)).toEqual(['direct-u1']);
    expect(JSON.stringify(chat.messages[0]?.cards)).toContain('The chat says forbidden');
  });

  test('is said plainly where the platform refuses its card', async () => {
    const chat = createChatDouble();
    chat.fail('post', 'invalid');
    const { hold } = await started();
    await one.store.end(hold, done);
    await deliver(chat);
    await settled();
    expect(JSON.stringify(chat.messages[0]?.cards)).toContain(`task show ${hold.id}`);
  });

  test('waits until the process that shows it has let go, or is dead', async () => {
    const two = await db.join();
    const chat = createChatDouble();
    const { hold } = await started();
    await one.store.end(hold, done, true);
    expect(await two.store.dueSayings({ platforms: ['test'], saying: [] })).toEqual([]);
    await drop(one);
    one = two;
    await deliver(chat, two);
    await settled();
    expect(chat.titles()).toEqual(['Rolled back web-1']);
  });

  test('is known to be in the message that the process hands over', async () => {
    const chat = createChatDouble();
    const { hold, ref } = await shown(chat);
    await one.store.end(hold, done, true);
    await deliver(chat);
    await one.store.letGo(hold.id, ref);
    await settled();
    expect(chat.titles()).toEqual(['Rolled back web-1']);
  });

  test('is nothing for the outbox where messages do not outlive us', async () => {
    await one.store.end((await started({ ...place, durable: false })).hold, done);
    expect(await open()).toBe(0);
  });
});

test('who waited for more than a minute is called, under the message and after its end', async () => {
  const chat = createChatDouble();
  const { hold, ref } = await shown(chat);
  await one.store.saveMessage(hold, ref);
  await one.database.pool.query("update operations set accepted_at = now() - interval '2 minutes'");
  await one.store.end(hold, done);
  await deliver(chat);
  await settled();
  expect(chat.titles()).toEqual(['Rolled back web-1', 'Rolled back web-1']);
  expect(chat.messages[1]?.options).toMatchObject({ calls: 'u1', under: { id: 'm1' } });
});

test('an outcome that a person has to settle calls, however short it took', async () => {
  const chat = createChatDouble();
  const { hold } = await started();
  await one.store.end(hold, { state: 'undecided', card: { title: 'Outcome unknown' } });
  await deliver(chat);
  await settled();
  expect(chat.messages.map(({ options }) => options.calls)).toEqual([undefined, 'u1']);
});

test('two processes say it once, and the same nonce is one saying', async () => {
  const chat = createChatDouble();
  const two = await db.join();
  await deliver(chat, one);
  await deliver(chat, two);
  for (const { store } of [one, two, one]) {
    await store.say({ place: durable, card: { title: 'ben wants in' }, nonce: 'n1', calls: 'u9' });
  }
  await settled();
  expect(chat.titles()).toEqual(['ben wants in']);
});

test('what the dead took and did not say is said by the living, once', async () => {
  const chat = createChatDouble();
  const two = await db.join();
  await one.store.say({ place: durable, card: { title: 'ben wants in' }, nonce: 'n1' });
  const [row] = await one.store.dueSayings({ platforms: ['test'], saying: [] });
  // It reached the platform, and nobody could write that down.
  await chat.post(durable, { title: 'ben wants in' }, { nonce: row?.nonce ?? '' });
  expect(await two.store.dueSayings({ platforms: ['test'], saying: [] })).toEqual([]);
  await drop(one);
  one = two;
  await deliver(chat, two);
  await settled();
  expect(chat.titles()).toEqual(['ben wants in']);
});

test('what was said while the database was away is written down as soon as it is back', async () => {
  const [chat, store] = [createChatDouble(), { ...one.store }];
  store.said = async () => {
    store.said = one.store.said;
    throw new Error('terminating connection');
  };
  await one.store.say({ place: durable, card: { title: 'ben wants in' }, nonce: 'n1' });
  await deliver(chat, { ...one, store });
  await settled();
  expect(chat.titles()).toEqual(['ben wants in']);
});

test('what nobody takes is given up in the end, with the reason', async () => {
  const { direct: _direct, ...chat } = createChatDouble();
  await one.store.say({ place: durable, card: { title: 'hello' }, nonce: 'n1' });
  await one.database.pool.query("update outbox set added_at = now() - interval '11 minutes'");
  chat.fail('post', 'forbidden');
  await deliver(chat);
  await settled();
  const { rows } = await one.database.pool.query('select trouble from outbox');
  expect(rows).toEqual([{ trouble: 'The chat says forbidden' }]);
});
