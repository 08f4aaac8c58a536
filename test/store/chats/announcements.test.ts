import { afterAll, beforeAll, expect, test } from 'vitest';
import { accept, begin, exclusive, type Member, type World, world } from '../../fixtures/stores.ts';

let db: World;
let one: Member;
let two: Member;

beforeAll(async () => {
  db = await world();
  [one, two] = await Promise.all([db.join(), db.join()]);
});
afterAll(() => db.dispose());

const message = { platform: 'test', channel: 'c1', id: 'm1' };
let machines = 0;

/** One that waits behind another. */
async function waiting(): Promise<number> {
  const claims = [exclusive(`machine:kvm/m${machines++}`)];
  await begin(one.store, claims);
  return (await accept(one.store, claims)).id;
}

test('one process at a time posts how an operation waits', async () => {
  const id = await waiting();
  expect(await one.store.announce(id)).toBe(true);
  expect(await two.store.announce(id)).toBe(false);
  expect(await two.store.announcement(id)).toEqual({ pending: true });
  await one.store.announced(id, undefined);
  expect(await two.store.announce(id)).toBe(true);
  await two.store.announced(id, message);
  expect(await one.store.announce(id)).toBe(false);
  expect(await one.store.announcement(id)).toEqual({ pending: false, message });
});

test('a process that died while it posted is waited for no longer than a post may take', async () => {
  const id = await waiting();
  await one.store.announce(id);
  await one.database.pool.query(
    "update operations set announced_until = now() - interval '1 s' where id = $1",
    [id],
  );
  expect(await two.store.announcement(id)).toEqual({ pending: false });
  expect(await two.store.announce(id)).toBe(true);
});

test('nobody posts how it waits once another has taken it', async () => {
  const hold = await begin(two.store);
  expect(await one.store.announce(hold.id)).toBe(false);
  expect(await two.store.announce(hold.id)).toBe(true);
});
