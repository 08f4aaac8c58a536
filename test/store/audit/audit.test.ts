import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepSecret } from '../../../src/redact.ts';
import { anna, begin, ben, type Member, place, type World, world } from '../../fixtures/stores.ts';

let db: World;
let one: Member;

beforeAll(async () => {
  db = await world();
  one = await db.join();
});
afterAll(() => db.dispose());

const card = { title: 'x' };
const rowsOf = async (operation: number) =>
  (
    await one.database.pool.query('select * from audit where operation = $1 order by id', [
      operation,
    ])
  ).rows;

test('an operation leaves a row when it is accepted and one with its outcome', async () => {
  const hold = await begin(one.store, [{ target: 'machine:kvm/e1', mode: 'exclusive' }]);
  await one.store.end(hold, { state: 'failed', card, reason: 'VM is locked' });
  expect(await rowsOf(hold.id)).toMatchObject([
    {
      event: 'accepted',
      actor: anna,
      place,
      line: 'work',
      targets: ['machine:kvm/e1'],
      outcome: 'accepted',
    },
    {
      event: 'ended',
      actor: anna,
      place,
      targets: ['machine:kvm/e1'],
      outcome: 'failed',
      detail: 'VM is locked',
      replica: one.store.me,
    },
  ]);
  const [, ended] = await rowsOf(hold.id);
  expect(ended.duration_ms).toBeGreaterThanOrEqual(0);
});

test('who cancelled and who settled is written down', async () => {
  const hold = await begin(one.store);
  await one.store.cancel(hold.id, ben);
  await one.store.end(hold, { state: 'undecided', card, reason: 'who knows' });
  await one.store.settle({ id: hold.id, as: 'done', actor: ben, note: 'I looked' });
  expect((await rowsOf(hold.id)).slice(1)).toMatchObject([
    { event: 'cancelled', actor: ben, line: `task cancel ${hold.id}` },
    { event: 'ended', actor: anna, outcome: 'undecided' },
    { event: 'settled', actor: ben, line: `task settle ${hold.id} done`, detail: 'I looked' },
  ]);
});

test.each(['update audit set outcome = $$done$$', 'delete from audit', 'truncate audit'])(
  '%s is refused',
  async (statement) => {
    await begin(one.store);
    await expect(one.database.pool.query(statement)).rejects.toThrow('append-only');
  },
);

test('the row stands exactly when the outcome does', async () => {
  const hold = await begin(one.store);
  const { pool } = one.database;
  await pool.query(`create function no_room() returns trigger language plpgsql as
    $$ begin raise exception 'no room for it'; end $$`);
  await pool.query('create trigger no_room before insert on audit execute function no_room()');
  await expect(one.store.end(hold, { state: 'done', card })).rejects.toThrow('no room for it');
  await expect(one.store.cancel(hold.id, ben)).rejects.toThrow('no room for it');
  await expect(begin(one.store)).rejects.toThrow('no room for it');
  await pool.query('drop trigger no_room on audit');
  expect(await one.store.operation(hold.id)).toMatchObject({
    state: 'running',
    cancelled_by: null,
  });
  expect(await one.store.end(hold, { state: 'done', card })).toBe(true);
  expect((await rowsOf(hold.id)).map(({ event }) => event)).toEqual(['accepted', 'ended']);
});

test('no row holds a secret or a character that PostgreSQL cannot store', async () => {
  const secret = keepSecret('never-in-the-audit');
  await one.store.audit({
    event: 'refused',
    actor: { ...anna, name: 'a\0nna' },
    line: `guest run e1 login ${secret} \0 \ud800`,
    outcome: 'usage',
    detail: `wrong: ${secret}`,
    durationMs: 12.6,
  });
  const { rows } = await one.database.pool.query('select * from audit order by id desc limit 1');
  expect(rows).toMatchObject([
    { line: 'guest run e1 login ••• \ufffd \ufffd', detail: 'wrong: •••', duration_ms: 13 },
  ]);
});
