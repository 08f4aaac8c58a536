import { expect, test } from 'vitest';
import { coalesce } from '../../src/flow/coalesce.ts';

/** Work that the test ends piece by piece. */
function work() {
  const begun: PromiseWithResolvers<number>[] = [];
  const ask = coalesce(() => {
    const piece = Promise.withResolvers<number>();
    begun.push(piece);
    return piece.promise;
  });
  return { begun, ask };
}

test('who comes while the work is under way shares one more that begins after it', async () => {
  const { begun, ask } = work();
  const first = ask();
  const others = Array.from({ length: 20 }, () => ask());
  expect(begun).toHaveLength(1);
  begun[0]?.resolve(1);
  expect(await first).toBe(1);
  await expect.poll(() => begun.length).toBe(2);
  begun[1]?.resolve(2);
  expect(new Set(await Promise.all(others))).toEqual(new Set([2]));
  expect(begun).toHaveLength(2);
});

test('work that has ended is begun anew', async () => {
  const { begun, ask } = work();
  const first = ask();
  begun[0]?.resolve(1);
  await first;
  const second = ask();
  begun[1]?.resolve(2);
  expect(await second).toBe(2);
});

test('a failure is for those who asked for it, and the next work begins all the same', async () => {
  const { begun, ask } = work();
  const first = ask();
  const second = ask();
  begun[0]?.reject(new Error('no'));
  await expect(first).rejects.toThrow('no');
  await expect.poll(() => begun.length).toBe(2);
  begun[1]?.resolve(2);
  expect(await second).toBe(2);
});
