import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { silent } from '../../../src/log.ts';
import { createOutbox, type Outbox } from '../../../src/outbox.ts';
import { type ChatDouble, createChatDouble } from '../../doubles/chat.ts';
import { SEAT, sitDown, type Writer, writerOf } from '../../fixtures/alert-writer.ts';
import { reachingIn } from '../../fixtures/reach.ts';
import { anna, drop, type Member, type World, world } from '../../fixtures/stores.ts';

const PATIENCE = { timeout: 30_000 };
/** A Tuesday in the week of Anna, who is on call. */
const begin = Date.parse('2026-01-06T10:00:00Z');
const reaching = reachingIn(`[{ to: test:ops, mention: onCall, escalate: [
  { after: 10m, mention: onCall },
  { after: 30m, to: test:boss, mention: [budi, test:G1] }] }]`);

let db: World;
let one: Member;
let running: Outbox[];
beforeEach(async () => {
  db = await world();
  one = await db.join();
  await sitDown(one);
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((outbox) => outbox.stop()));
  await db.dispose();
});

async function deliver(chat: ChatDouble, { store } = one) {
  const outbox = createOutbox({ store, chats: [chat], log: silent, againMs: 10 });
  running.push(outbox);
  await outbox.start();
}

const waiting = async () => {
  const { rows } = await one.database.pool.query<{ title: string; calls: number; channel: string }>(
    `select card ->> 'title' as title, place ->> 'channel' as channel,
        coalesce(jsonb_array_length(card -> 'mentions'), 0) as calls from outbox
      where said_at is null and given_up_at is null order by id`,
  );
  return rows.map(({ title, channel, calls }) => `${channel}: ${title}, ${calls} called`);
};
const settled = () => vi.waitFor(async () => expect(await waiting()).toEqual([]), PATIENCE);

const told = ({ messages }: ChatDouble) =>
  messages.map(({ ref, cards }) => `${ref.channel}: ${cards.at(-1)?.title}`);

/** It fires at the begin, critical. */
async function fires(more: Partial<Parameters<typeof writerOf>[0]> = {}): Promise<Writer> {
  const writer = writerOf({ ...one, reaching, begin, ...more });
  await writer.says(0.99);
  return writer;
}

/** Another process takes the seat, and goes on with what is stored. */
async function next(isAlive = true): Promise<{ readonly other: Member; readonly writer: Writer }> {
  const other = await db.join();
  if (isAlive) await one.store.replicas.release([SEAT]);
  else await drop(one);
  // The fixture holds the seat for longer than a process that is gone would have it.
  await other.database.pool.query('update leases set until = now() where name = $1', [SEAT]);
  await sitDown(other);
  const stored = await other.store.alerts.goOn('kvm', 0);
  return { other, writer: writerOf({ ...other, reaching, begin, stored }) };
}

test('who acknowledges what waits for the end of quiet hours is not called then, and still looks after it', async () => {
  const hour = '{ from: "10:00", to: "11:00", zone: UTC, severity: critical }';
  const deep = reachingIn(`[{ to: test:ops, mention: onCall, quiet: ${hour} }]`);
  const writer = writerOf({ ...one, reaching: deep, begin: begin - 2_000 });
  await writer.says(0.9);
  await one.database.pool.query('update outbox set said_at = now(), attempts = 1');
  await writer.says(0.99);
  expect(await one.store.alerts.acknowledge(1, anna)).toBe(true);
  await writer.at(65);
  expect(await waiting()).toEqual(['ops: Alert 1: critical, firing, 0 called']);
  expect(await one.store.alerts.find(1)).toMatchObject({
    ...{ state: 'acknowledged', acknowledged: { by: 'anna' } },
  });
});

describe('an escalation', () => {
  test('is one short reply below the card for each step, and the card itself elsewhere', async () => {
    const chat = createChatDouble();
    await deliver(chat);
    const writer = await fires();
    await settled();
    for (const minutes of [9, 10, 11, 29, 30, 31, 90]) {
      await writer.at(minutes);
      await settled();
    }
    expect(told(chat).toSorted()).toEqual([
      'boss: Alert 1: critical, firing',
      'ops: Alert 1 unanswered',
      'ops: Alert 1 unanswered',
      'ops: Alert 1: critical, firing',
    ]);
    const [card, reply] = chat.messages;
    const boss = chat.messages.find(({ ref }) => ref.channel === 'boss');
    expect(reply?.options.under).toEqual(card?.ref);
    expect(reply?.cards[0]?.mentions).toMatchObject([{ kind: 'person', name: 'Anna' }]);
    expect(boss?.cards[0]?.mentions).toMatchObject([{ name: 'Budi' }, { kind: 'group' }]);
    await writer.says(0.1);
    await settled();
    expect(
      told(chat)
        .filter((title) => title.includes('resolved'))
        .toSorted(),
    ).toEqual([
      'boss: Alert 1 resolved',
      'boss: Alert 1: critical, resolved',
      'ops: Alert 1 resolved',
      'ops: Alert 1: critical, resolved',
    ]);
  });

  test('goes on where the one before was killed, between two steps and after them', async () => {
    const chat = createChatDouble();
    const writer = await fires();
    await writer.at(10);
    const first = await next(false);
    one = first.other;
    await deliver(chat, first.other);
    await first.writer.at(11);
    await first.writer.at(30);
    await settled();
    const second = await next();
    await second.writer.at(31);
    await second.writer.at(300);
    await settled();
    const titles = told(chat).toSorted();
    // The first step was in the card, which nobody had said before the process was gone.
    expect(titles).toEqual([
      'boss: Alert 1: critical, firing',
      ...titles.filter((title) => title === 'ops: Alert 1 unanswered').slice(0, 1),
      'ops: Alert 1: critical, firing',
    ]);
  });

  test('is not gone on with by who lost the seat', async () => {
    const writer = await fires();
    const { writer: heir } = await next();
    expect(await writer.at(10)).toBe('not-ours');
    expect(await heir.at(10)).toBe('written');
    expect(await heir.at(10)).toBe('written');
    expect(await waiting()).toEqual(['ops: Alert 1: critical, firing, 1 called']);
  });

  test('that was written and not heard so is written again, and rings once', async () => {
    const chat = createChatDouble();
    await deliver(chat);
    const { write } = one.store.alerts;
    let isDeaf = false;
    const deaf: typeof write = async (turn) => {
      await write(turn);
      if (isDeaf) throw new Error('the connection was lost with the answer');
      return 'written';
    };
    const writer = await fires({ records: { write: deaf } });
    await settled();
    for (const minutes of [10, 30]) {
      isDeaf = true;
      await expect(writer.at(minutes)).rejects.toThrow('lost');
      await settled();
      isDeaf = false;
      await writer.at(minutes + 1);
      await settled();
    }
    expect(told(chat)).toHaveLength(4);
  });

  test('waits for the database, and is said when it is back', async () => {
    let away = 0;
    const { write } = one.store.alerts;
    const failing: typeof write = async (turn) => {
      away -= 1;
      if (away >= 0) throw new Error('away');
      return write(turn);
    };
    const writer = await fires({ records: { write: failing } });
    await one.database.pool.query('update outbox set said_at = now(), attempts = 1');
    away = 3;
    for (const minutes of [10, 11, 12]) await expect(writer.at(minutes)).rejects.toThrow('away');
    await writer.at(13);
    expect(await waiting()).toEqual(['ops: Alert 1 unanswered, 1 called']);
  });

  test('ends with an acknowledgement that this process has not heard of yet', async () => {
    const writer = await fires();
    await one.database.pool.query('update outbox set said_at = now(), attempts = 1');
    await one.store.alerts.acknowledge(1, anna);
    await writer.at(10);
    await writer.at(30);
    expect(await waiting()).toEqual([]);
  });

  test('that nobody has said yet is taken back when somebody acknowledges it', async () => {
    const writer = await fires();
    await one.database.pool.query('update outbox set said_at = now(), attempts = 1');
    await writer.at(10);
    expect(await waiting()).toEqual(['ops: Alert 1 unanswered, 1 called']);
    const [{ id = '' } = {}] = writer.engine.open();
    await one.store.alerts.acknowledge(1, anna);
    writer.engine.acknowledge(id, { by: 'anna', at: begin });
    await writer.at(11);
    expect(await waiting()).toEqual(['ops: Alert 1: critical, acknowledged, 0 called']);
  });

  test('of a card that still waits is in that card, which calls all of them once', async () => {
    const writer = await fires();
    await writer.at(10);
    await writer.at(30);
    expect(await waiting()).toEqual([
      'ops: Alert 1: critical, firing, 3 called',
      'boss: Alert 1: critical, firing, 2 called',
    ]);
    await writer.says(0.1);
    expect(await waiting()).toEqual([
      'ops: Alert 1: critical, resolved, 0 called',
      'boss: Alert 1: critical, resolved, 0 called',
    ]);
  });
});
