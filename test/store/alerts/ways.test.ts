import { afterAll, beforeAll, expect, it } from 'vitest';
import { type World, world } from '../../fixtures/stores.ts';

let stores: World;
beforeAll(async () => {
  stores = await world();
});
afterAll(() => stores.dispose());

it('what answered is known to all, under its own site, until it has not for a month', async () => {
  const [one, other] = await Promise.all([stores.join(), stores.join()]);
  await one.store.signals.reachedWays('kvm', ['a b', 'b a', 'a b\0']);
  await other.store.signals.reachedWays('kvm', ['a b']);
  await other.store.signals.reachedWays('vbox', ['c d']);
  const known = async () => (await other.store.signals.answeredWays('kvm')).toSorted();
  expect(await known()).toEqual(['a b', 'a b\ufffd', 'b a']);
  await one.database.pool.query(
    `update answered_ways set at = now() - interval '31 days' where site = 'kvm'`,
  );
  await one.store.signals.reachedWays('kvm', ['b a']);
  expect(await known()).toEqual(['b a']);
  await one.store.signals.reachedWays('kvm', []);
  expect(await known()).toEqual(['b a']);
  expect(await one.store.signals.answeredWays('vbox')).toEqual(['c d']);
  await Promise.all([one.store.close(), other.store.close()]);
});
