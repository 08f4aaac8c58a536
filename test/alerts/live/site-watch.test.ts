import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Rule } from '../../../src/alerts/rule.ts';
import { ops, SEAT, sitDown } from '../../fixtures/alert-writer.ts';
import { HOUR, MINUTE } from '../../fixtures/alerts.ts';
import { busyRule, type Clock, db as db1, kvmA, watched, web } from '../../fixtures/site-watch.ts';
import {
  acceptance,
  anna,
  exclusive,
  holdOf,
  type Member,
  type World,
  world,
} from '../../fixtures/stores.ts';

const lostRule: Rule = {
  name: 'host-lost',
  signal: 'host-lost',
  ...{ trigger: 1, clear: 1, forMs: MINUTE, clearForMs: MINUTE / 2 },
  severity: 'critical',
};

let db: World;
let one: Member;
let clock: Clock;
const watching: ReturnType<typeof watched>[] = [];
beforeEach(async () => {
  db = await world();
  one = await db.join();
  await sitDown(one.store);
  clock = { now: Date.now() };
});
afterEach(async () => {
  await Promise.all(watching.splice(0).map((watch) => watch.close()));
  await db.dispose();
});

function watch(parts: Partial<Parameters<typeof watched>[0]> = {}) {
  const made = watched({ store: one.store, clock, ...parts });
  watching.push(made);
  return made;
}

/** Another process takes the seat. */
async function next(): Promise<Member> {
  await one.store.replicas.release([SEAT]);
  const other = await db.join();
  await sitDown(other.store);
  return other;
}

/** What would be said, in its order, where nobody says it yet; a card that waits shows what is newest. */
const said = async () => {
  const { rows } = await one.database.pool.query(
    `select card ->> 'title' as title from outbox order by id`,
  );
  return rows.map(({ title }) => String(title));
};
/** As if the chat had taken all of it. */
const deliver = async () => {
  await one.database.pool.query(`update outbox set said_at = now(), attempts = 1`);
};
const incidents = () => one.store.alerts.list({ sites: ['kvm'], ended: true, limit: 9 });
const states = async () => (await incidents()).map(({ state }) => state);

test('what has fired is told and stored, and so is that it is over', async () => {
  const site = watch();
  await site.answers(0.5, { cpu: 0.95 });
  expect(await said()).toEqual([]);
  await site.answers(1, { cpu: 0.95 });
  await deliver();
  await site.answers(2);
  expect(await said()).toEqual(['Alert 1: warning, firing', 'Alert 1: warning, resolved']);
  expect(await incidents()).toMatchObject([{ state: 'resolved', peak: 0.95 }]);
});

describe('a card that stands', () => {
  test('gets its figures as they are now, once a minute at the most', async () => {
    const site = watch();
    await site.answers(1.5, { cpu: 0.9 });
    await deliver();
    for (const tenth of [0, 1, 2, 3, 4, 5]) {
      await site.answers(0.5, { cpu: 0.91 + tenth / 100 });
      await deliver();
    }
    const edits = (await said()).length - 1;
    expect(edits).toBeGreaterThanOrEqual(2);
    expect(edits).toBeLessThanOrEqual(3);
  });

  test('shows who acknowledged it, and what is silenced', async () => {
    const site = watch();
    await site.answers(1.5, { cpu: 0.9 });
    await deliver();
    await one.store.alerts.acknowledge(1, anna);
    site.heard();
    await site.looked();
    await deliver();
    const until = clock.now + HOUR;
    await one.store.alerts.silence({ on: 'web-*', from: 0, until, reason: 'a test' }, anna);
    site.heard();
    await site.looked();
    expect(await said()).toEqual([
      'Alert 1: warning, firing',
      'Alert 1: warning, acknowledged',
      'Alert 1: warning, acknowledged',
    ]);
    expect((await one.store.alerts.find(1)).quiet).toBe('a test');
  });
});

test('what is silenced is not told, and told when that is over', async () => {
  const times = { from: 0, until: clock.now + HOUR };
  const mute = await one.store.alerts.silence({ on: 'web-1', ...times, reason: 'a test' }, anna);
  const site = watch();
  await site.answers(2, { cpu: 0.9 });
  expect(await said()).toEqual([]);
  await one.store.alerts.unsilence(mute.number, anna);
  site.heard();
  await site.answers(0.5, { cpu: 0.9 });
  expect(await said()).toEqual(['Alert 1: warning, firing']);
});

test('nothing is said of a machine while we work on it, and for five minutes after', async () => {
  const [accepted] = await one.store.accept({
    operations: [acceptance({ kind: 'vm.power', claims: [exclusive('machine:kvm/7')] })],
    run: true,
  });
  const site = watch();
  await site.answers(3, { cpu: 0.9 });
  expect(await said()).toEqual([]);
  if (!accepted?.taken) throw new Error('it was not taken');
  const hold = holdOf(one.store, accepted.taken);
  await one.store.end(hold, { state: 'done', card: { title: 'Done' } });
  await site.answers(1, { cpu: 0.9 });
  expect(await said()).toEqual([]);
  await site.answers(5, { cpu: 0.9 });
  expect(await said()).toEqual(['Alert 1: warning, firing']);
});

describe('whoever takes the seat', () => {
  test('goes on with the same card, whatever became of the one before', async () => {
    const before = watch();
    await before.answers(1.5, { cpu: 0.9 });
    await deliver();
    await one.store.alerts.acknowledge(1, anna);
    await before.dies();
    const other = await next();
    // Ten minutes in which nobody looked end nothing.
    clock.now += 10 * MINUTE;
    const site = watch(other);
    await site.looked();
    await site.looked();
    await site.answers(2, { cpu: 0.95 });
    expect(await states()).toEqual(['acknowledged']);
    await deliver();
    await site.answers(2);
    expect(await said()).toEqual([
      'Alert 1: warning, firing',
      'Alert 1: warning, acknowledged',
      'Alert 1: warning, resolved',
    ]);
    expect(await incidents()).toMatchObject([{ number: 1, acknowledged: { by: 'anna' } }]);
  });

  test('does not wait anew for what was under way', async () => {
    const slow = [{ ...busyRule, forMs: 10 * MINUTE }];
    const { metrics } = one.store;
    const [series = 0] = await metrics.numbers([{ ...web, kind: 'machine' }]);
    const samples = Array.from({ length: 54 }, (_, step) => ({
      ...{ series, at: clock.now - (54 - step) * 10_000, cpu: 0.9 },
    }));
    await metrics.write(samples);
    const site = watch({ rules: slow });
    await site.answers(0.5, { cpu: 0.9 });
    expect(await said()).toEqual([]);
    await site.answers(2.5, { cpu: 0.9 });
    expect(await said()).toEqual(['Alert 1: warning, firing']);
  });

  test('ends what no rule speaks of any more, and what is gone', async () => {
    const before = watch({ rules: [busyRule, { ...busyRule, name: 'own', on: 'db-1' }] });
    await before.answers(1.5, { cpu: 0.9, machines: [web, db1] });
    await deliver();
    await before.close();
    const site = watch({ rules: [{ ...busyRule, on: 'db-1' }] });
    await site.answers(0.5, { cpu: 0.9, machines: [web, db1] });
    const [open] = await incidents();
    const firing = open?.members.filter(({ until }) => until === undefined);
    expect(firing?.map(({ subject, rule }) => [subject.name, rule])).toEqual([['db-1', 'busy']]);
    await site.answers(0.5, { cpu: 0.9, machines: [web] });
    expect(await states()).toEqual(['resolved']);
  });

  test('finds an incident of a short while ago again, not a new one', async () => {
    const before = watch();
    await before.answers(1.5, { cpu: 0.9 });
    await before.answers(2);
    await before.close();
    const site = watch(await next());
    await site.answers(2, { cpu: 0.9 });
    expect(await incidents()).toMatchObject([{ number: 1, state: 'firing', flapping: true }]);
  });
});

describe('a machine in trouble', () => {
  test('that is moved to another host, and named otherwise, is the same trouble', async () => {
    const site = watch();
    await site.answers(1.5, { cpu: 0.9 });
    await deliver();
    const moved = { ...web, host: 'kvm-b', name: 'web-2' };
    const hosts = [kvmA, { site: 'kvm', name: 'kvm-b' }];
    await site.answers(2, { cpu: 0.9, machines: [moved], hosts });
    expect(await states()).toEqual(['firing']);
    await site.answers(2, { machines: [moved], hosts });
    expect(await states()).toEqual(['resolved']);
  });

  test('that is deleted, or stopped, is over', async () => {
    const site = watch();
    await site.answers(1.5, { cpu: 0.9, machines: [web, db1] });
    const off = { ...web, state: 'stopped' as const };
    await site.answers(0.5, { cpu: 0.9, machines: [off, db1] });
    expect(await states()).toEqual(['firing']);
    await site.answers(0.5, { machines: [off] });
    expect(await states()).toEqual(['resolved']);
  });
});

describe('a site that does not answer', () => {
  test('is its only host lost: told once, with nothing of its machines, and over when it is back', async () => {
    const site = watch({ rules: [busyRule, lostRule] });
    await site.answers(1, { cpu: 0.5 });
    await site.isAway(10);
    expect(await said()).toEqual(['Alert 1: critical, firing']);
    await deliver();
    await site.answers(1, { cpu: 0.95 });
    expect((await said()).slice(1)).toEqual(['Alert 1: critical, resolved']);
    expect(await incidents()).toMatchObject([{ signal: 'host-lost', host: 'kvm-a' }]);
  });

  test('where it has several hosts has no figures after three minutes, and nothing is over by that', async () => {
    const hosts = [kvmA, { site: 'kvm', name: 'kvm-b' }];
    const site = watch({ rules: [busyRule, lostRule] });
    await site.answers(1.5, { cpu: 0.9, hosts });
    await deliver();
    await site.isAway(10);
    const [silent, busy] = await incidents();
    expect(silent).toMatchObject({ signal: 'no-data', state: 'firing', severity: 'warning' });
    expect(busy).toMatchObject({ state: 'firing', noDataSince: expect.any(Number) });
    await site.answers(1, { cpu: 0.9, hosts });
    expect(await states()).toEqual(['resolved', 'firing']);
  });

  test('is as silent for whoever takes the seat meanwhile', async () => {
    const before = watch({ rules: [busyRule, lostRule] });
    await before.answers(1.5, { cpu: 0.9 });
    await before.isAway(3);
    await before.dies();
    const site = watch({ ...(await next()), rules: [busyRule, lostRule] });
    await site.isAway(5);
    expect(await states()).toEqual(['firing', 'firing']);
    await site.answers(3);
    expect(await states()).toEqual(['resolved', 'resolved']);
  });
});

describe('a database that', () => {
  test('takes nothing for a while gets all of it then, once', async () => {
    let broken = true;
    const { write } = one.store.alerts;
    const records: Partial<typeof one.store.alerts> = {
      write: async (turn) => (broken ? Promise.reject(new Error('away')) : write(turn)),
    };
    const site = watch({ records });
    const writing = site.answers(1.5, { cpu: 0.9 });
    await new Promise((resolve) => setTimeout(resolve, 0));
    broken = false;
    await writing;
    await site.answers(2);
    expect(await said()).toEqual(['Alert 1: warning, resolved']);
    expect(ops.channel).toBe('ops');
  });
});

test('a source is read in its own time, and is over when it says nothing of it any more', async () => {
  const subject = {
    ...{ key: 'kvm/storage/kvm-a/images', kind: 'storage' as const, site: 'kvm', host: 'kvm-a' },
    ...{ name: 'images', tags: [] },
  };
  let value: number | undefined = 0.97;
  const rule: Rule = {
    ...{ name: 'fill', signal: 'storage-fill', trigger: 0.9, clear: 0.9 },
    ...{ forMs: 0, clearForMs: 0, severity: 'critical' },
  };
  const site = watch({
    rules: [rule],
    sources: [
      {
        ...{ signals: ['storage-fill'], everyMs: 5 },
        read: async ({ now: at }) =>
          value === undefined ? [] : [{ subject, signal: 'storage-fill', at, value }],
      },
    ],
  });
  await site.answers(1);
  expect(await said()).toEqual(['Alert 1: critical, firing']);
  value = undefined;
  await site.answers(1);
  expect(await states()).toEqual(['resolved']);
});
