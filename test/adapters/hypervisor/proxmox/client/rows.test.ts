import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rowsOf } from '../../../../../adapters/hypervisor/proxmox/client/rows.ts';

const answer = (rows: readonly unknown[], more = {}) => JSON.stringify({ data: rows, ...more });
/** Text that makes a row longer than a slice may be short. */
const long = 'x'.repeat(10_000);

it('the rows of a long answer are those that are in it', async () => {
  const rows = Array.from({ length: 200 }, (_, at) => ({ id: `qemu/${at}`, long }));
  expect(await rowsOf(answer(rows))).toEqual(rows);
});

it('what looks like a border within a row is none', async () => {
  const rows = Array.from({ length: 200 }, (_, at) => ({
    name: '},{"id":"qemu/666"},{',
    inner: [{ at }, { at: `}],{\\"` }],
    long,
  }));
  expect(await rowsOf(answer(rows, { total: 200 }))).toEqual(rows);
});

it('any rows are read as they are', async () => {
  const odd = fc.oneof(fc.constantFrom('},{', '"},{"', '\\"},{', ']}', '{"data":['), fc.string());
  const row = fc.record({
    odd,
    more: fc.array(fc.record({ odd })),
    long: fc.constant(long.repeat(3)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 20, maxLength: 40 }), async (rows) => {
      expect(await rowsOf(answer(rows))).toEqual(rows);
    }),
    { numRuns: 30 },
  );
});

it('an answer without rows, or one that is cut, has none', async () => {
  expect(await rowsOf('{"data":null}')).toBeUndefined();
  expect(await rowsOf('')).toBeUndefined();
  const rows = Array.from({ length: 200 }, () => ({ long }));
  expect(await rowsOf(answer(rows).slice(0, -5_000))).toBeUndefined();
  expect(await rowsOf('{"data":[]}')).toEqual([]);
});
