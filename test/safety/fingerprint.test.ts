import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fingerprint } from '../../src/safety/fingerprint.ts';

it('is the same whatever the order of the keys', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (seen) => {
      const turned = Object.fromEntries(Object.entries(seen).reverse());
      expect(fingerprint(turned)).toBe(fingerprint(seen));
    }),
  );
});

it('differs when anything that was seen differs', () => {
  const seen = { state: 'running', later: ['a', 'b'] };
  expect(fingerprint({ ...seen, state: 'stopped' })).not.toBe(fingerprint(seen));
  expect(fingerprint({ ...seen, later: ['b', 'a'] })).not.toBe(fingerprint(seen));
  expect(fingerprint({ ...seen, later: ['a'] })).not.toBe(fingerprint(seen));
});

it('is short enough to store and compare', () => {
  expect(fingerprint({})).toMatch(/^[0-9a-f]{16}$/);
});
