import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Arrival } from '../../../src/chat.ts';
import { acceptance, drop, type Member, type World, world } from '../../fixtures/stores.ts';

const arrival: Arrival = { key: 'test:Ev1', platform: 'test', event: { token: 'secret' } };

let db: World;
let one: Member;
let two: Member;
beforeEach(async () => {
  db = await world();
  one = await db.join();
  two = await db.join();
});
afterEach(() => db.dispose());

const accept = ({ store }: Member) =>
  store.accept({ operations: [acceptance()], run: false, arrival: arrival.key });
const events = async () =>
  (await two.database.pool.query('select event, operation from arrivals')).rows;

test('what the platform sends again is known, in every process', async () => {
  expect(await one.store.receive(arrival)).toBe(true);
  expect(await one.store.receive(arrival)).toBe(false);
  expect(await two.store.receive(arrival)).toBe(false);
});

test('of many processes that get the same at once, one has it', async () => {
  const all = Array.from({ length: 20 }, (_, at) => (at % 2 ? one : two).store.receive(arrival));
  expect((await Promise.all(all)).filter(Boolean)).toEqual([true]);
});

test('what a process that is gone did not deal with is for the next that gets it', async () => {
  await one.store.receive(arrival);
  expect(await two.store.leftBehind('test')).toEqual({ arrivals: [], dropped: [] });
  await drop(one);
  expect(await two.store.receive(arrival)).toBe(true);
  expect(await two.store.receive(arrival)).toBe(false);
});

test('what is left behind is taken over once, with all that came', async () => {
  await one.store.receive(arrival);
  await drop(one);
  expect(await two.store.leftBehind('other')).toEqual({ arrivals: [], dropped: [] });
  expect(await two.store.leftBehind('test')).toEqual({ arrivals: [arrival], dropped: [] });
  expect(await two.store.leftBehind('test')).toEqual({ arrivals: [], dropped: [] });
});

test('what was left behind for too long is dropped by name, with its token', async () => {
  await one.store.receive(arrival);
  await one.database.pool.query("update arrivals set arrived_at = now() - interval '16 minutes'");
  await drop(one);
  expect(await two.store.leftBehind('test')).toEqual({ arrivals: [], dropped: [arrival.key] });
  expect(await events()).toEqual([{ event: {}, operation: null }]);
  await expect(accept(two)).rejects.toMatchObject({ code: 'conflict' });
});

test('a line becomes one operation, over a death between the acceptance and its answer', async () => {
  await one.store.receive(arrival);
  const [accepted] = await accept(one);
  expect(await events()).toEqual([{ event: {}, operation: accepted?.id }]);
  await drop(one);
  expect(await two.store.receive(arrival)).toBe(false);
  expect(await two.store.leftBehind('test')).toEqual({ arrivals: [], dropped: [] });
  await expect(accept(two)).rejects.toMatchObject({ code: 'conflict' });
  expect(await two.store.listTasks({ ended: true, limit: 9 })).toHaveLength(1);
});

test('two processes that both deal with a line accept it once', async () => {
  await one.store.receive(arrival);
  const both = await Promise.allSettled([accept(one), accept(two)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(await two.store.listTasks({ ended: true, limit: 9 })).toHaveLength(1);
});

test('what was dealt with keeps no token', async () => {
  await one.store.receive(arrival);
  await one.store.dealtWith(arrival.key);
  expect(await events()).toEqual([{ event: {}, operation: null }]);
  await drop(one);
  expect(await two.store.receive(arrival)).toBe(false);
});
