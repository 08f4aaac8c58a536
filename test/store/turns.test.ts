import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type World, world } from '../fixtures/stores.ts';

let db: World;
beforeEach(async () => {
  db = await world();
});
afterEach(() => db.dispose());

const DAY = 86_400_000;

test('what happens once in a period happens once, however many of three replicas ask and how often', async () => {
  const three = await Promise.all([db.join(), db.join(), db.join()]);
  const asked = three.flatMap(({ store }) =>
    Array.from({ length: 20 }, () => store.replicas.once('remind', DAY)),
  );
  expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
  const other = three.map(({ store }) => store.replicas.once('draw', DAY));
  expect((await Promise.all(other)).filter(Boolean)).toHaveLength(1);
});

test('it happens again in each of the next periods, once', async () => {
  const three = await Promise.all([db.join(), db.join(), db.join()]);
  const period = 300;
  const slot = () => Math.floor(Date.now() / period);
  const first = slot();
  let fired = 0;
  while (fired < 4) {
    const got = await Promise.all(three.map(({ store }) => store.replicas.once('tick', period)));
    fired += got.filter(Boolean).length;
    // An answer may be late: how many periods there have been is certain, and not which one it was of.
    expect(fired).toBeLessThanOrEqual(slot() - first + 1);
    await sleep(20);
  }
});
