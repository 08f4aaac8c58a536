import { afterEach, beforeEach, expect, test } from 'vitest';
import { type World, world } from '../../fixtures/stores.ts';

let db: World;
beforeEach(async () => {
  db = await world();
});
afterEach(() => db.dispose());

test('a click has a short id that stands for it in every process', async () => {
  const [{ store }, other] = [await db.join(), await db.join()];
  const clicks = [{ line: 'vm stop web-1', confirms: 'c1' }, { line: 'fleet' }];
  const ids = await store.keep(clicks);
  expect(ids).toEqual([expect.stringMatching(/^[\w-]{16}$/), expect.stringMatching(/^[\w-]{16}$/)]);
  expect(await Promise.all(ids.map((id) => other.store.kept(id)))).toEqual(clicks);
});

test('the same click has the same id, however it is written', async () => {
  const [{ store }, other] = [await db.join(), await db.join()];
  const [id] = await store.keep([{ line: 'fleet', confirms: 'c1', shares: undefined }]);
  expect(await other.store.keep([{ confirms: 'c1', line: 'fleet' }])).toEqual([id]);
  expect(await store.keep([{ line: 'fleet' }])).not.toEqual([id]);
});

test('the same click twice on one card is kept once', async () => {
  const { store } = await db.join();
  const [a, b] = await store.keep([{ line: 'fleet' }, { line: 'fleet' }]);
  expect(a).toBe(b);
});

test('an id that nobody gave stands for nothing', async () => {
  const { store } = await db.join();
  expect(await store.kept('no\0such')).toBeUndefined();
});

test('a click that is shown again is kept from then on', async () => {
  const [one, two] = [await db.join(), await db.join()];
  const [id] = await one.store.keep([{ line: 'fleet' }]);
  await one.database.pool.query("update clicks set kept_at = now() - interval '31 days'");
  await two.store.keep([{ line: 'fleet' }]);
  await one.store.prune({ tasks: 1, audit: 1, confirmations: 1 });
  expect(await one.store.kept(id ?? '')).toEqual({ line: 'fleet' });
});
