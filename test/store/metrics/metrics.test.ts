import { Kysely, sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Sample, Thing } from '../../../src/metrics/sample.ts';
import { pastQuery } from '../../../src/store/metrics/past.ts';
import type { Tables } from '../../../src/store/schema.ts';
import { type Member, type World, world } from '../../fixtures/stores.ts';

let db: World;
let one: Member;
beforeEach(async () => {
  db = await world();
  one = await db.join();
});
afterEach(() => db.dispose());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A whole hour, so that buckets begin there. */
const now = Math.floor(Date.now() / HOUR) * HOUR;

const web: Thing = {
  ...{
    site: 'kvm',
    kind: 'machine',
    id: '17',
    birth: 'a',
    name: 'web-1',
    host: 'kvm-a',
    tags: ['prod'],
  },
};
const query = (text: string, values: readonly unknown[] = []) =>
  one.database.pool.query(text, [...values]);
const parts = async (table: string) =>
  (
    await query(
      `select child.relname as name from pg_inherits join pg_class child on child.oid = inhrelid
        where inhparent = $1::regclass order by 1`,
      [table],
    )
  ).rows.map(({ name }) => String(name));

function every10s(series: number, from: number, to: number, cpu: (at: number) => number): Sample[] {
  return Array.from({ length: (to - from) / 10_000 }, (_, step) => {
    const at = from + step * 10_000;
    return { series, at, cpu: cpu(at), memory: 100, memoryOf: 400 };
  });
}

test('a thing keeps its number through new names and hosts; one born anew has another', async () => {
  const { metrics } = one.store;
  const other = { ...web, id: '18', name: 'db' };
  const [first, second] = await metrics.numbers([web, other]);
  expect(await metrics.numbers([other, { ...web, name: 'web-2', host: 'kvm-b' }])).toEqual([
    second,
    first,
  ]);
  const [reborn] = await metrics.numbers([{ ...web, birth: 'b' }]);
  expect([first, second]).not.toContain(reborn);
  const found = (await metrics.series(['kvm'])).find(({ number }) => number === first);
  expect(found).toEqual({ ...web, number: first, name: 'web-2', host: 'kvm-b', cpus: undefined });
  expect(await metrics.series(['elsewhere'])).toEqual([]);
});

test('samples become means of minutes, those of hours, and what nobody measured stays unknown', async () => {
  const { metrics } = one.store;
  const [number = 0] = await metrics.numbers([web]);
  const from = now - 2 * HOUR;
  await metrics.write(every10s(number, from, now, (at) => (at % MINUTE === 0 ? 0.9 : 0.3)));
  await metrics.rollUp(now + 5 * MINUTE);
  const { stepMs, points } = await metrics.past({ series: [number], from, to: now });
  expect(stepMs).toBe(MINUTE);
  const all = points.get(number) ?? [];
  expect(all).toHaveLength(120);
  expect(all[0]).toMatchObject({ at: from, memory: 100, memoryOf: 400, load: undefined });
  expect(all[0]?.cpu).toBeCloseTo(0.4);
  expect(all[0]?.cpuMost).toBeCloseTo(0.9);
  const hours = await query('select at, cpu, cpu_max from samples_hour order by at');
  expect(hours.rows.map(({ at }) => +at)).toEqual([from, from + HOUR]);
  expect(hours.rows[0]?.cpu).toBeCloseTo(0.4);
  expect(hours.rows[0]?.cpu_max).toBeCloseTo(0.9);
});

test('a time in which nobody measured is a gap in the answer, no value', async () => {
  const { metrics } = one.store;
  const [number = 0] = await metrics.numbers([web]);
  const from = now - HOUR;
  await metrics.write([
    ...every10s(number, from, from + 10 * MINUTE, () => 0.5),
    ...every10s(number, from + 30 * MINUTE, from + 40 * MINUTE, () => 0.5),
  ]);
  await metrics.rollUp(now + MINUTE);
  const { points } = await metrics.past({ series: [number], from, to: now });
  const minutes = (points.get(number) ?? []).map(({ at }) => (at - from) / MINUTE);
  expect(minutes).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39]);
});

test('two processes that roll up at the same time make each minute once', async () => {
  const other = await db.join();
  const [number = 0] = await one.store.metrics.numbers([web]);
  await one.store.metrics.write(every10s(number, now - HOUR, now, () => 0.5));
  await Promise.all([
    one.store.metrics.rollUp(now + MINUTE),
    other.store.metrics.rollUp(now + MINUTE),
  ]);
  await one.store.metrics.rollUp(now + MINUTE);
  const { rows } = await query('select count(*) as rows from samples_minute');
  expect(rows).toEqual([{ rows: 60 }]);
});

test('a value that is no number is not stored as one', async () => {
  const { metrics } = one.store;
  const [number = 0] = await metrics.numbers([web]);
  await metrics.write([{ series: number, at: now, cpu: Number.NaN, load: Infinity, memory: 1 }]);
  const { rows } = await query('select cpu, load, memory from samples');
  expect(rows).toEqual([{ cpu: null, load: null, memory: 1 }]);
});

test('a day of a month of days is read from the partitions of that day alone', async () => {
  for (let day = 0; day < 30; day += 1) {
    await query("select metrics_room('samples_minute', 'day', $1)", [new Date(now - day * DAY)]);
  }
  expect(await parts('samples_minute')).toHaveLength(30);
  const from = now - 15 * DAY - DAY;
  const { select } = pastQuery({ series: [1, 2], from, to: from + DAY }, now);
  const kysely = new Kysely<Tables>({ dialect: one.database.dialect });
  const { rows } = await sql<{ readonly 'QUERY PLAN': string }>`explain ${select}`.execute(kysely);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  const touched = new Set(plan.match(/samples_minute_\d{4}_\d\d_\d\d(?!\d)/g));
  const day = (at: number) =>
    `samples_minute_${new Date(at).toISOString().slice(0, 10).replaceAll('-', '_')}`;
  expect(touched).toEqual(new Set([day(from), day(from + DAY - 1)]));
});

test('what is kept no longer goes in whole days; what is younger stays', async () => {
  for (const [table, unit, ages] of [
    ['samples', 'day', [0, 1, 5]],
    ['samples_minute', 'day', [0, 30, 40]],
    ['samples_hour', 'month', [0, 350, 500]],
  ] as const) {
    for (const days of ages) {
      await query('select metrics_room($1, $2, $3)', [table, unit, new Date(now - days * DAY)]);
    }
  }
  await one.store.metrics.rollUp(now);
  for (const table of ['samples', 'samples_minute', 'samples_hour']) {
    const left = (await parts(table)).map((name) =>
      Date.parse(name.slice(-10).replaceAll('_', '-')),
    );
    const oldest = { samples: 3, samples_minute: 33, samples_hour: 432 }[table] ?? 0;
    expect(left.length).toBeGreaterThanOrEqual(2);
    expect(left.every((at) => now - at < oldest * DAY)).toBe(true);
  }
});
