import { setImmediate as loop } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createTurns } from '../../src/flow/turns.ts';

it('one is let through in each turn of the event loop, in the order they came', async () => {
  const turn = createTurns();
  const through: number[] = [];
  const all = [1, 2, 3].map(async (which) => {
    await turn();
    through.push(which);
  });
  expect(through).toEqual([]);
  const seen: number[] = [];
  while (through.length < 3) {
    await loop();
    seen.push(through.length);
  }
  expect(through).toEqual([1, 2, 3]);
  // Never two of them without the loop having had its turn in between.
  expect(seen.every((count, at) => count - (seen[at - 1] ?? 0) <= 1)).toBe(true);
  await Promise.all(all);
});

it('who comes when nobody waits is let through as well', async () => {
  const turn = createTurns();
  await turn();
  await turn();
  await Promise.all([turn(), turn()]);
});
