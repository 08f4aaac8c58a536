import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimSlot } from '../../../src/operation.ts';
import { openStore } from '../../../src/store/open.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  accept,
  acceptance,
  begin,
  exclusive,
  holdOf,
  shared,
  type World,
  world,
} from '../../fixtures/stores.ts';

const atOnce = 2;
let db: World;
let store: Store;
let other: Store;
beforeAll(async () => {
  db = await world();
  const member = { sites: ['kvm'], client: false, atOnce };
  store = await openStore(await db.open(), member);
  other = await openStore(await db.open(), member);
});
afterAll(() => db.dispose());

const slot = (host: string) => claimSlot({ site: 'kvm', host });
const host = () => `kvm-${randomUUID().slice(0, 8)}`;
const card = { title: 'x' };
const takeable = async (of: Store) => of.takeable({ sites: ['kvm'], kinds: ['test'] });
/** Each on a machine of its own; which of them were taken at once. */
async function group(on: string, size: number, run = true) {
  const members = Array.from({ length: size }, () =>
    acceptance({ claims: [exclusive(`machine:kvm/${randomUUID()}`), slot(on)] }),
  );
  return (await store.accept({ operations: members, group: acceptance(), run })).slice(1);
}

test('only so many of a group begin, and the next in line with each that ends', async () => {
  const a = host();
  const members = await group(a, 5);
  expect(members.map(({ taken }) => taken !== undefined)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  const [first, second, third, fourth] = members;
  expect(await takeable(store)).toEqual([]);
  expect(await other.take(third?.id ?? 0)).toBeUndefined();
  if (first?.taken) await store.end(holdOf(store, first.taken), { state: 'failed', card });
  expect(await takeable(other)).toEqual([third?.id]);
  expect(await store.take(fourth?.id ?? 0)).toBeUndefined();
  expect(await other.take(third?.id ?? 0)).toBeDefined();
  expect(await takeable(store)).toEqual([]);
  if (second?.taken) await store.end(holdOf(store, second.taken), { state: 'done', card });
  expect(await takeable(store)).toEqual([fourth?.id]);
});

test('another host has places of its own', async () => {
  const [a, b] = [host(), host()];
  await group(a, 2);
  expect((await accept(store, [slot(a)])).taken).toBeUndefined();
  expect((await accept(store, [slot(b)])).taken).toBeDefined();
});

test('what waits for a place says how many run, and where', async () => {
  const a = host();
  const [, , third] = await group(a, 3);
  expect(await store.showTask(third?.id ?? 0)).toMatchObject({
    state: 'waiting',
    reason: `2 others run on ${a}, the most at once`,
  });
});

test('what nobody has taken yet says who goes first', async () => {
  const a = host();
  const members = await group(a, 3, false);
  expect(await store.showTask(members[2]?.id ?? 0)).toMatchObject({
    reason: `2 others run or soon will on ${a}, where 2 may at once`,
  });
});

test('many processes that take at the same time take no more than that together', async () => {
  const a = host();
  const members = await group(a, 12, false);
  const tried = await Promise.all(
    members.flatMap(({ id }) => [store.take(id), other.take(id), store.take(id)]),
  );
  expect(tried.filter((taken) => taken !== undefined).map((taken) => taken?.row.id)).toEqual(
    members.slice(0, atOnce).map(({ id }) => id),
  );
});

test('what waits for its machine keeps no place empty, and has its turn when the machine is free', async () => {
  const [a, machine] = [host(), `machine:kvm/${randomUUID()}`];
  const busy = await begin(store, [exclusive(machine)]);
  const stuck = [];
  for (let at = 0; at < 3; at += 1) stuck.push(await accept(store, [exclusive(machine), slot(a)]));
  const passing = await accept(store, [slot(a)]);
  expect(passing.taken).toBeDefined();
  await accept(store, [slot(a)]);
  const last = await accept(store, [slot(a)]);
  expect(last.taken).toBeUndefined();
  await store.end(busy, { state: 'done', card });
  if (passing.taken) await store.end(holdOf(store, passing.taken), { state: 'done', card });
  // It came before the last one.
  expect(await takeable(store)).toEqual(expect.arrayContaining([stuck[0]?.id]));
  expect(await store.take(last.id)).toBeUndefined();
});

test('an undecided one keeps its machine and no place: nothing of it runs', async () => {
  const a = host();
  const [first, , third] = await group(a, 3);
  if (first?.taken) {
    await store.end(holdOf(store, first.taken), { state: 'undecided', card, reason: 'who knows' });
  }
  expect(await store.take(third?.id ?? 0)).toBeDefined();
});

test('who wants the whole host waits for those in its places, and keeps later ones out', async () => {
  const a = host();
  const target = slot(a).target;
  const one = await begin(store, [slot(a)]);
  const whole = await accept(store, [exclusive(target)]);
  const late = await accept(store, [slot(a)]);
  expect([whole.taken, late.taken]).toEqual([undefined, undefined]);
  await store.end(one, { state: 'done', card });
  expect(await store.take(late.id)).toBeUndefined();
  expect(await store.take(whole.id)).toBeDefined();
});

test('one that claims a host’s place and shares the host has the place', async () => {
  const a = host();
  await begin(store, [slot(a), shared(slot(a).target)]);
  await begin(store, [slot(a)]);
  expect((await accept(store, [slot(a)])).taken).toBeUndefined();
});

test('a thousand members are stored in the order of their plan, each with its claims and its audit row', async () => {
  const a = host();
  const members = await group(a, 1_000);
  const ids = members.map(({ id }) => id);
  expect(ids).toEqual(ids.toSorted((one, two) => one - two));
  const taken = members.filter((member) => member.taken);
  expect(taken.map(({ id }) => id)).toEqual(ids.slice(0, atOnce));
  const { targets } = await store.showTask(ids[999] ?? 0);
  expect(targets).toHaveLength(2);
  expect(targets).toContain(slot(a).target);
});
