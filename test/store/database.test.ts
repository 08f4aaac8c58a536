import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TemporaryDatabase, temporaryDatabase } from './database.ts';

let first: TemporaryDatabase;
let second: TemporaryDatabase;

beforeAll(async () => {
  [first, second] = await Promise.all([temporaryDatabase(), temporaryDatabase()]);
});

afterAll(async () => {
  await Promise.all([first.dispose(), second.dispose()]);
});

test('a suite sees its own tables and no other suite’s', async () => {
  const here = await first.open();
  const there = await second.open();
  await here.pool.query('create table mine (id int)');
  const { rows } = await there.pool.query("select to_regclass('mine') as found");
  expect(rows).toEqual([{ found: null }]);
  expect((await here.pool.query("select to_regclass('mine')::text as found")).rows).toEqual([
    { found: 'mine' },
  ]);
});
