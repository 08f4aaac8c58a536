import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultRetention } from '../../src/store/retention.ts';
import { sitDown, writerOf } from '../fixtures/alert-writer.ts';
import { anna, type Member, type World, world } from '../fixtures/stores.ts';

let db: World;
let one: Member;
beforeEach(async () => {
  db = await world();
  one = await db.join();
});
afterEach(() => db.dispose());

const query = async (text: string) => (await one.database.pool.query(text)).rows;

test('the message of an alert is known for as long as it is open, and for some months after', async () => {
  await sitDown(one);
  const writer = writerOf(one);
  await writer.says(0.9);
  const [card] = await query('select topic from outbox');
  await query(`insert into topics (name, message, said_at) values
    ('${card?.topic}', '{}', now() - interval '91 days'), ('alert-12-x', '{}', now() - interval '91 days')`);
  await one.store.prune(defaultRetention);
  expect(await query('select name from topics')).toEqual([{ name: card?.topic }]);
  await writer.says(0.1);
  await query("update store_facts set at = at - interval '1 hour' where name = 'pruned'");
  await one.store.prune(defaultRetention);
  expect(await query('select name from topics')).toEqual([]);
});

test('who stood in for whoever was on call is forgotten after some months', async () => {
  const day = 86_400_000;
  for (const ago of [100, 80]) {
    const from = Date.now() - ago * day;
    const turn = { rota: 'lab', person: 'anna', from, until: from + day, seen: 0 };
    await one.store.access.handOver(turn, anna);
  }
  await one.store.prune(defaultRetention);
  expect(await query('select number from stand_ins')).toEqual([{ number: 2 }]);
});
