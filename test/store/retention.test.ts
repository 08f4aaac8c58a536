import { afterEach, beforeEach, expect, test } from 'vitest';
import { silent } from '../../src/log.ts';
import { defaultRetention } from '../../src/store/retention.ts';
import { startUpkeep } from '../../src/upkeep.ts';
import {
  acceptance,
  anna,
  begin,
  drop,
  exclusive,
  type Member,
  type World,
  world,
} from '../fixtures/stores.ts';

let db: World;
let one: Member;
beforeEach(async () => {
  db = await world();
  one = await db.join();
});
afterEach(() => db.dispose());

const card = { title: 'x' };
const query = (text: string, values: readonly unknown[] = []) =>
  one.database.pool.query(text, [...values]);
const ids = async (table: string) =>
  (await query(`select id from ${table} order by id`)).rows.map(({ id }) => id);
const age = (id: number, days: number) =>
  query(
    `update operations set ended_at = ended_at - make_interval(days => $2),
      accepted_at = accepted_at - make_interval(days => $2) where id = $1`,
    [id, days],
  );
/** Prunes again, as an hour later. */
async function prune(retention = defaultRetention, member = one) {
  await query("update store_facts set at = at - interval '1 hour' where name = 'pruned'");
  return member.store.prune(retention);
}

async function ended(days: number): Promise<number> {
  const hold = await begin(one.store, [exclusive('machine:kvm/a')]);
  await one.store.beginStep(hold, 'act');
  await one.store.end(hold, { state: 'failed', card });
  await age(hold.id, days);
  return hold.id;
}

test('what ended before its days goes with its steps and claims; the rest stays', async () => {
  await ended(91);
  const young = await ended(89);
  expect(await prune()).toEqual({ tasks: 1, audit: 0, confirmations: 0, replicas: 0, passed: 0 });
  expect(await ids('operations')).toEqual([young]);
  for (const table of ['claims', 'steps']) {
    expect((await query(`select distinct operation from ${table}`)).rows).toEqual([
      { operation: young },
    ]);
  }
});

test('what waits, runs or is undecided stays, however old', async () => {
  const [waiting] = await one.store.accept({ operations: [acceptance()], run: false });
  const running = await begin(one.store);
  const undecided = await begin(one.store);
  await one.store.end(undecided, { state: 'undecided', card, reason: 'who knows' });
  const kept = [waiting?.id, running.id, undecided.id];
  await query("update operations set accepted_at = accepted_at - interval '9 years'");
  expect(await prune()).toMatchObject({ tasks: 0 });
  expect(await ids('operations')).toEqual(kept);
});

test('a group goes after its members, and none of them before it may', async () => {
  const whole = async () => {
    const accepted = await one.store.accept({
      operations: [acceptance(), acceptance()],
      group: acceptance(),
      run: true,
    });
    return accepted.map(({ id, taken }) => ({
      id,
      owner: one.store.me,
      epoch: taken?.row.epoch ?? 0,
    }));
  };
  const [, ...open] = await whole();
  for (const hold of open) await one.store.end(hold, { state: 'done', card });
  const old = await whole();
  for (const hold of old) await one.store.end(hold, { state: 'done', card });
  const unsure = await whole();
  for (const [at, hold] of unsure.entries()) {
    await one.store.end(hold, { state: at === 1 ? 'undecided' : 'done', card });
  }
  await query("update operations set ended_at = ended_at - interval '1 year'");
  expect(await prune()).toMatchObject({ tasks: 3 });
  expect(await ids('operations')).toEqual([
    (open[0]?.id ?? 0) - 1,
    ...open.map(({ id }) => id),
    ...unsure.map(({ id }) => id),
  ]);
});

test('confirmations go by their own days', async () => {
  await query(`insert into confirmations (id, actor, line, fingerprint, expires_at, used_at)
    values ('old', '{}', 'x', 'f', now() - interval '8 days', null),
      ('used', '{}', 'x', 'f', now() - interval '8 days', now()),
      ('young', '{}', 'x', 'f', now() - interval '6 days', null)`);
  await one.store.ask({ id: 'open', actor: anna, line: 'x', fingerprint: 'f' });
  expect(await prune()).toMatchObject({ audit: 0, confirmations: 2 });
  expect(await ids('confirmations')).toEqual(['open', 'young']);
});

/** A row as old as that, in its month. */
async function aged(days: number, count = 1) {
  await query('select audit_month((now() - make_interval(days => $1))::date)', [days]);
  await query(
    `insert into audit (at, chain, seq, previous, mac, event, actor, line, targets, outcome)
    select now() - make_interval(days => $1), 7, i, '', '', 'answered', '{}', 'x', '{}', 'ok'
    from generate_series(1, $2::integer) i`,
    [days, count],
  );
}

test('audit rows go in whole months, and an anchor tells of each; an empty month leaves none', async () => {
  await aged(365 + 31, 1700);
  await aged(365 + 62, 3);
  await query("select audit_month((now() - interval '3 years')::date)");
  await aged(364);
  expect(await prune()).toMatchObject({ audit: 1703 });
  const anchors = await query('select id, rows, runs from audit_anchors order by id');
  expect(anchors.rows).toMatchObject([
    { id: 1, rows: 3, runs: [{ chain: 7, from: 1, to: 3 }] },
    { id: 2, rows: 1700, runs: [{ chain: 7, from: 1, to: 1700 }] },
  ]);
  const left = await query('select event, detail from audit order by at');
  expect(left.rows).toEqual([
    { event: 'answered', detail: null },
    { event: 'pruned', detail: '1703 rows of the audit, in months older than 365 days' },
  ]);
  const months = await query('select count(*)::int as count from audit_months');
  expect(months.rows).toEqual([{ count: 2 }]);
});

test('a month that somebody reads for long stays for the next hour, and nobody waits for it', async () => {
  await aged(400);
  const reader = await one.database.pool.connect();
  await reader.query('begin');
  await reader.query('select from audit');
  expect(await prune()).toMatchObject({ audit: 0 });
  await reader.query('commit');
  reader.release();
  expect(await prune()).toMatchObject({ audit: 1 });
});

test('nothing else may delete from the audit, not even afterwards on the same connection', async () => {
  await prune();
  await expect(query('delete from audit')).rejects.toThrow('append-only');
});

test('replicas that are gone for an hour go, those that live stay', async () => {
  const two = await db.join();
  await drop(two);
  await query("update replicas set seen_at = now() - interval '2 hours'");
  expect(await prune()).toMatchObject({ replicas: 1 });
  expect(await ids('replicas')).toEqual([one.store.me]);
});

test('one process prunes in an hour, the others leave it to that one; how many went is counted', async () => {
  await ended(91);
  await ended(91);
  const two = await db.join();
  const both = await Promise.all([
    one.store.prune(defaultRetention),
    two.store.prune(defaultRetention),
  ]);
  expect(both.reduce((sum, pruned) => sum + (pruned?.tasks ?? 0), 0)).toBe(2);
  expect(await two.store.prune(defaultRetention)).toBeUndefined();
  await ended(91);
  expect(await prune(defaultRetention, two)).toMatchObject({ tasks: 1 });
  const { rows } = await query("select detail from store_facts where name = 'pruned'");
  expect(rows).toEqual([
    { detail: { tasks: 3, audit: 0, confirmations: 0, replicas: 0, passed: 0 } },
  ]);
});

test('upkeep prunes when it starts, says what went, and ends when it is told', async () => {
  await ended(91);
  const told: object[] = [];
  const log = { ...silent, info: (fields: object) => void told.push(fields) };
  await startUpkeep({ store: one.store, retention: defaultRetention, log })();
  expect(told).toEqual([{ tasks: 1, audit: 0, confirmations: 0, replicas: 0, passed: 0 }]);
});
