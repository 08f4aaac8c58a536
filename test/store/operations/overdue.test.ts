import { afterAll, beforeAll, expect, test } from 'vitest';
import { acceptance, exclusive, type Member, type World, world } from '../../fixtures/stores.ts';

let db: World;
let one: Member;

beforeAll(async () => {
  db = await world();
  one = await db.join();
});
afterAll(() => db.dispose());

const accept = async (waitMs: number | undefined, target: string) => {
  const operations = [{ ...acceptance({ claims: [exclusive(target)] }), waitMs }];
  const [accepted] = await one.store.accept({ operations, run: false });
  return accepted?.id ?? 0;
};
const later = (id: number, minutes: number) =>
  one.database.pool.query(
    'update operations set accepted_at = accepted_at - make_interval(mins => $2) where id = $1',
    [id, minutes],
  );

test('what waited for too long while no bot ran is not taken when one runs again, and ends', async () => {
  const [short, long, endless] = [
    await accept(60_000, 'machine:kvm/a'),
    await accept(600_000, 'machine:kvm/b'),
    await accept(undefined, 'machine:kvm/c'),
  ];
  for (const id of [short, long, endless]) await later(id, 5);
  const among = { sites: ['kvm'], kinds: ['test'] };
  expect(await one.store.takeable(among)).toEqual([long, endless]);
  expect(await one.store.takeAll([short])).toEqual([]);
  expect(await one.store.endOverdue()).toBe(1);
  expect(await one.store.endOverdue()).toBe(0);
  expect(await one.store.operation(short)).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('It waited 1 min'),
  });
});

test('what waits behind one that ends so is free', async () => {
  const first = await accept(60_000, 'machine:kvm/d');
  const second = await accept(undefined, 'machine:kvm/d');
  await later(first, 5);
  await one.store.endOverdue();
  expect(await one.store.takeAll([second])).toMatchObject([{ row: { id: second } }]);
});

test('two bots end it once', async () => {
  const two = await db.join();
  const id = await accept(60_000, 'machine:kvm/e');
  await later(id, 5);
  const counts = await Promise.all([one.store.endOverdue(), two.store.endOverdue()]);
  expect(counts.toSorted()).toEqual([0, 1]);
  expect(await one.store.trail.list({ task: id, event: 'ended' }, { limit: 9 })).toHaveLength(1);
});
