import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clean, toJson } from '../../src/store/json.ts';

/** Any text there is, with what PostgreSQL does not store in nearly every one. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('a', '\\', '\\u0000', '\0', '\ud83d', '\ude00', '"', '\n'))
    .map((all) => all.join('')),
);

test('text as JSON is what it would be by itself, without what PostgreSQL cannot hold', () => {
  fc.assert(
    fc.property(text, (one) => {
      expect(JSON.parse(toJson([one]))).toEqual([clean(one)]);
      expect(JSON.parse(toJson({ [`k${one}`]: { deep: one } }))).toEqual({
        [`k${clean(one)}`]: { deep: clean(one) },
      });
    }),
  );
});

test('what is not there is null', () => {
  expect(toJson(undefined)).toBe('null');
  expect(toJson({ a: undefined, b: null })).toBe('{"b":null}');
});
