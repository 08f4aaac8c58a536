import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical } from '../../src/audit/canonical.ts';

test('its text never changes: rows were sealed over it', () => {
  const row = {
    seq: 7,
    line: 'vm tag web-1 "a\nb"',
    actor: { name: 'Zoë', platform: 'slack', id: 'U1' },
    targets: ['machine:kvm/2', 'machine:kvm/1'],
    place: null,
    absent: undefined,
    10: [{ b: 1, a: [] }],
  };
  expect(canonical(row)).toBe(
    '{"10":[{"a":[],"b":1}],"actor":{"id":"U1","name":"Zoë","platform":"slack"},' +
      '"line":"vm tag web-1 \\"a\\nb\\"","place":null,"seq":7,"targets":["machine:kvm/2","machine:kvm/1"]}',
  );
});

test('the order in which keys were put in makes no difference', () => {
  const value = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());
  fc.assert(
    fc.property(value, (held) => {
      const turned = Object.fromEntries(Object.entries(held).toReversed());
      expect(canonical(turned)).toBe(canonical(held));
      expect(JSON.parse(canonical(held))).toEqual(JSON.parse(JSON.stringify(held)));
    }),
  );
});
