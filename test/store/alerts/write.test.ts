import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { silent } from '../../../src/log.ts';
import { createOutbox, type Outbox } from '../../../src/outbox.ts';
import { type ChatDouble, createChatDouble } from '../../doubles/chat.ts';
import { ops, SEAT, sitDown, writerOf } from '../../fixtures/alert-writer.ts';
import { anna, drop, type Member, type World, world } from '../../fixtures/stores.ts';

const PATIENCE = { timeout: 30_000 };

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

const waiting = async ({ database } = one) => {
  const { rows } = await database.pool.query<{ title: string; edits: boolean }>(
    `select card ->> 'title' as title, edits from outbox
      where said_at is null and given_up_at is null order by id`,
  );
  return rows.map(({ title }) => title);
};
const all = () => one.store.alerts.list({ sites: ['kvm'], ended: true, limit: 9 });
const settled = (by = one) =>
  vi.waitFor(async () => expect(await waiting(by)).toEqual([]), PATIENCE);

/** Each message with all that it has said. */
const told = ({ messages }: ChatDouble) =>
  messages.map(({ cards }) => cards.map(({ title }) => title));

describe('an incident', () => {
  test('is one message, edited to its end; what is critical rings under it when it is over', async () => {
    const chat = createChatDouble();
    await deliver(chat);
    const writer = writerOf(one);
    await writer.says(0.9);
    await settled();
    await writer.says(0.99);
    await settled();
    await writer.says(0.1);
    await settled();
    expect(told(chat)).toEqual([
      ['Alert 1: warning, firing', 'Alert 1: critical, firing', 'Alert 1: critical, resolved'],
      ['Alert 1 escalated'],
      ['Alert 1 resolved'],
    ]);
    const [card, ...notices] = chat.messages;
    for (const { options } of notices) expect(options.under).toEqual(card?.ref);
    expect((await one.store.alerts.find(1)).state).toBe('resolved');
  });

  test('is told in every place of its route; one that comes later gets the card, and rings once', async () => {
    const chat = createChatDouble();
    const writer = writerOf({
      ...one,
      places: ({ severity }) =>
        severity === 'critical' ? [{ platform: 'test', channel: 'night' }] : [ops],
    });
    await deliver(chat);
    await writer.says(0.9);
    await settled();
    await writer.says(0.99);
    await settled();
    await writer.says(0.1);
    await settled();
    const seen = (channel: string) => chat.messages.filter(({ ref }) => ref.channel === channel);
    expect(seen('ops').map(({ cards }) => cards.length)).toEqual([3, 1, 1]);
    expect(seen('night').map(({ cards }) => cards.map(({ title }) => title))).toEqual([
      ['Alert 1: critical, firing', 'Alert 1: critical, resolved'],
      ['Alert 1 resolved'],
    ]);
  });

  test('that nobody has told yet is told once, as it is now, and before what follows it', async () => {
    const writer = writerOf(one);
    for (const value of [0.9, 0.99, 0.1]) await writer.says(value);
    expect(await waiting()).toEqual(['Alert 1: critical, resolved']);
    const chat = createChatDouble();
    await deliver(chat);
    await settled();
    expect(told(chat)).toEqual([['Alert 1: critical, resolved']]);
  });

  test('goes on with its number where it comes back', async () => {
    const writer = writerOf(one);
    for (const value of [0.9, 0.1, 0.9]) await writer.says(value);
    const [again, ...more] = await all();
    expect(again).toMatchObject({ number: 1, state: 'firing', flapping: true });
    expect(again?.endedAt).toBeUndefined();
    expect(more).toEqual([]);
  });
});

describe('an acknowledgement', () => {
  test('that came while the incident was written stays', async () => {
    const writer = writerOf(one);
    await writer.says(0.9);
    expect(await one.store.alerts.acknowledge(1, anna)).toBe(true);
    await writer.says(0.93);
    writer.engine.refresh();
    await writer.write();
    expect(await one.store.alerts.find(1)).toMatchObject({
      ...{ state: 'acknowledged', acknowledged: { by: 'anna' } },
      peak: 0.93,
    });
  });

  test('counts no more once it has become worse', async () => {
    const writer = writerOf(one);
    await writer.says(0.9);
    await one.store.alerts.acknowledge(1, anna);
    await writer.says(0.99);
    const kept = await one.store.alerts.find(1);
    expect(kept).toMatchObject({ state: 'firing', severity: 'critical' });
    expect(kept.acknowledged).toBeUndefined();
  });
});

describe('a process that has', () => {
  test('lost its seat writes nothing', async () => {
    const writer = writerOf(one);
    await one.store.replicas.release([SEAT]);
    const other = await db.join();
    await sitDown(other);
    expect(await writer.says(0.9)).toBe('not-ours');
    expect(await waiting()).toEqual([]);
    expect(await all()).toEqual([]);
    expect(await writerOf(other).says(0.9)).toBe('written');
  });

  test('its seat keeps it until it has written', async () => {
    const writing = await held(() => writerOf(one).says(0.9));
    const other = await db.open();
    const taking = other.pool.query('select from leases where name = $1 for update nowait', [SEAT]);
    await expect(taking).rejects.toMatchObject({ code: '55P03' });
    await writing.letGo();
    expect(await writing.done).toBe('written');
  });

  test('written and not heard so writes it again, and rings once', async () => {
    const { write } = one.store.alerts;
    let lost = 0;
    const deaf: typeof write = async (turn) => {
      await write(turn);
      lost += 1;
      if (lost % 2 === 1) throw new Error('the connection was lost with the answer');
      return 'written';
    };
    const writer = writerOf({ ...one, records: { write: deaf } });
    const chat = createChatDouble();
    await deliver(chat);
    for (const value of [0.9, 0.99, 0.1]) {
      await expect(writer.says(value)).rejects.toThrow('lost');
      await settled();
      expect(await writer.write()).toBe('written');
      await settled();
    }
    expect(chat.titles()).toEqual([
      'Alert 1: critical, resolved',
      'Alert 1 escalated',
      'Alert 1 resolved',
    ]);
  });

  test('failed in the midst of it has written nothing, and all of it the next time', async () => {
    const writer = writerOf(one);
    const writing = await held(() => writer.says(0.9));
    await writing.cut();
    await expect(writing.done).rejects.toThrow();
    await writing.letGo();
    expect(await all()).toEqual([]);
    await writer.says(0.99);
    // What came meanwhile is on the same card, which nobody has seen.
    expect(await waiting()).toEqual(['Alert 2: critical, firing']);
  });

  test('died after it wrote has told all the same', async () => {
    await writerOf(one).says(0.9);
    await drop(one);
    const other = await db.join();
    const chat = createChatDouble();
    await deliver(chat, other);
    await settled(other);
    expect(chat.titles()).toEqual(['Alert 1: warning, firing']);
  });

  test('posted and not heard so posts no second one', async () => {
    const chat = createChatDouble();
    chat.fail('post', 'dropped');
    await deliver(chat);
    await writerOf(one).says(0.9);
    await settled();
    expect(chat.titles()).toEqual(['Alert 1: warning, firing']);
  });
});

/** Lets it come as far as what is said, and stand there. */
async function held<T>(write: () => Promise<T>) {
  const other = await db.open();
  const client = await other.pool.connect();
  await client.query('begin');
  await client.query('lock table outbox in access exclusive mode');
  const done = write();
  done.catch(() => {});
  const waits = `from pg_stat_activity where datname = current_database()
    and wait_event_type = 'Lock' and query like '%"outbox"%' and pid <> pg_backend_pid()`;
  await vi.waitFor(async () => {
    const { rowCount } = await other.pool.query(`select ${waits}`);
    expect(rowCount).toBeGreaterThan(0);
  }, PATIENCE);
  return {
    done,
    cut: () => other.pool.query(`select pg_terminate_backend(pid) ${waits}`),
    async letGo() {
      await client.query('rollback');
      client.release();
    },
  };
}
