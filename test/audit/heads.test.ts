import { expect, test, vi } from 'vitest';
import { headsFrom, headWord, tellHeads } from '../../src/audit/heads.ts';
import type { Head } from '../../src/audit/seal.ts';
import { silent } from '../../src/log.ts';

const mac = '0123456789abcdef'.repeat(4);

test('what the log says of a head is read back', () => {
  const word = headWord({ chain: 1, seq: 482, mac });
  expect(word).toBe(`1:482:${mac.slice(0, 32)}`);
  expect(headsFrom(`${word}, 2:17:${mac}`)).toEqual([
    { chain: 1, seq: 482, mac: mac.slice(0, 32) },
    { chain: 2, seq: 17, mac },
  ]);
  expect(headsFrom(undefined)).toEqual([]);
});

test.each(['1:482', '1:482:abc', 'x', '', `1:482:${'g'.repeat(32)}`])('"%s" is refused', (word) => {
  expect(() => headsFrom(word)).toThrow('is no head');
});

test('a head is told once, and the last one when the bot leaves', async () => {
  const told: object[] = [];
  const log = { ...silent, info: (fields: object) => void told.push(fields) };
  let head: Head | undefined;
  const end = tellHeads(() => head, { replica: 3, log }, 1);
  head = { chain: 1, seq: 2, mac };
  await vi.waitFor(() => expect(told).toHaveLength(1), 20_000);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(told).toEqual([{ replica: 3, chain: 1, sequence: 2, head: `1:2:${mac.slice(0, 32)}` }]);
  head = { chain: 1, seq: 3, mac };
  end();
  expect(told.at(-1)).toMatchObject({ sequence: 3 });
  expect(told).toHaveLength(2);
});
