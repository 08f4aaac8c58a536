import { expect, test } from 'vitest';
import { permissions } from '../../src/access/permission.ts';
import { authorise, closedPolicy } from '../../src/access/policy.ts';

test('without rules the OS user at the terminal may do everything', () => {
  expect(permissions.filter((one) => !closedPolicy.may({ local: true }, one))).toEqual([]);
});

test.each([
  {},
  { local: false },
  { local: undefined },
  { local: 'true' as never },
  { local: 1 as never },
])('without rules %j may ask for help and nothing else', (subject) => {
  expect(permissions.filter((one) => closedPolicy.may(subject, one))).toEqual(['help']);
});

test('a refusal names the right, and who could help', () => {
  expect(() => authorise(closedPolicy, {}, 'vm.power')).toThrow(
    expect.objectContaining({
      code: 'forbidden',
      message: 'You do not have the right vm.power',
      hint: expect.stringContaining('Nothing was changed'),
    }),
  );
  expect(authorise(closedPolicy, { local: true }, 'vm.power')).toBeUndefined();
});
