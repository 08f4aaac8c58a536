import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closest, distance } from '../../src/line/suggest.ts';

test.each([
  ['', '', 0],
  ['start', 'start', 0],
  ['strat', 'start', 1],
  ['rollbak', 'rollback', 1],
  ['kitten', 'sitting', 3],
  ['ca', 'abc', 3],
])('%s to %s is %i', (a, b, steps) => {
  expect(distance(a, b, 10)).toBe(steps);
});

test('a distance is the same both ways, and beyond the most it is infinite', () => {
  const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });
  fc.assert(
    fc.property(word, word, fc.nat(8), (a, b, most) => {
      const exact = distance(a, b, 20);
      expect(distance(b, a, 20)).toBe(exact);
      expect(distance(a, b, most)).toBe(exact <= most ? exact : Number.POSITIVE_INFINITY);
    }),
  );
});

test('the closest are three at most, nearest first, and none when none is near', () => {
  const words = ['start', 'stop', 'stat', 'state', 'star'];
  expect(closest('strat', words)).toEqual(['start', 'stat', 'state']);
  expect(closest('sto', ['star', 'stop'])).toEqual(['stop']);
  expect(closest('START', words)[0]).toBe('start');
  expect(closest('frobnicate', words)).toEqual([]);
});
