import { afterAll, beforeAll, expect, it } from 'vitest';
import { type World, world } from '../../fixtures/stores.ts';

let stores: World;
beforeAll(async () => {
  stores = await world();
});
afterAll(() => stores.dispose());

it('what a platform has to be told anew is said once, by one process', async () => {
  const [one, other] = await Promise.all([stores.join(), stores.join()]);
  const both = (fingerprint: string) =>
    Promise.all([one, other].map(({ store }) => store.registered('pigeon', fingerprint)));
  expect((await both('a')).toSorted()).toEqual(['first', 'same']);
  expect((await both('b')).toSorted()).toEqual(['changed', 'same']);
  expect(await one.store.registered('telegraph', 'b')).toBe('first');
  expect(await other.store.registered('pigeon', 'b')).toBe('same');
  await Promise.all([one.store.close(), other.store.close()]);
});
