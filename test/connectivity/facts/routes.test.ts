import { expect, it } from 'vitest';
import { routeTo } from '../../../src/connectivity/facts/routes.ts';

const routes = [
  { to: 'default', via: '10.0.0.1' },
  { to: '10.9.0.0/16', via: '10.0.0.7' },
  { to: '10.9.8.0/24', via: '10.0.0.8' },
  { to: '10.9.8.9', via: '10.0.0.9' },
  { to: 'default', via: 'fe80::1' },
];

it.each([
  ['8.8.8.8', '10.0.0.1'],
  ['10.9.1.1', '10.0.0.7'],
  ['10.9.8.1', '10.0.0.8'],
  ['10.9.8.9', '10.0.0.9'],
  ['2001:db8::1', 'fe80::1'],
])('the way to %s is by %s: the longest prefix, and a gateway of its own kind', (to, via) => {
  expect(routeTo(routes, to)?.via).toBe(via);
  expect(routeTo(routes.toReversed(), to)?.via).toBe(via);
});

it('where nothing leads there is no route', () => {
  expect(routeTo([{ to: '10.9.0.0/16', via: '10.0.0.7' }], '8.8.8.8')).toBeUndefined();
  expect(routeTo([{ to: 'default', via: 'fe80::1' }], '8.8.8.8')).toBeUndefined();
});
