import { expect, test } from 'vitest';
import { authorise } from '../../src/access/policy.ts';
import { closedPolicy } from '../fixtures/closed-policy.ts';

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
