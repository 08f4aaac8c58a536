import { expect, it } from 'vitest';
import { holds, isUsable } from '../../../src/connectivity/facts/subnet.ts';
import { addressOf } from '../../../src/guest/addresses.ts';

it.each([
  ['10.77.0.31/24', '10.77.0.32', true],
  ['10.77.0.31/28', '10.77.0.32', false],
  ['10.77.0.31', '10.77.0.31', true],
  ['10.77.0.31', '10.77.0.32', false],
  ['0.0.0.0/0', '8.8.8.8', true],
  ['fd00::1/64', 'fd00::2', true],
  ['fd00::1/64', '10.0.0.1', false],
  ['10.0.0.0/33', '10.0.0.1', false],
  ['10.0.0.0/x', '10.0.0.1', false],
  ['nonsense', '10.0.0.1', false],
])('%s holds %s: %s', (network, address, expected) => {
  expect(holds(network, address)).toBe(expected);
});

it('an address is bare of its prefix length and its zone', () => {
  expect(addressOf('10.0.0.1/24')).toBe('10.0.0.1');
  expect(addressOf('FE80::1%eth0')).toBe('fe80::1');
});

it('what is of one machine or one segment alone is no address to reach it at', () => {
  expect(['127.0.0.1/8', '::1/128', 'fe80::1/64', '169.254.3.4/16'].filter(isUsable)).toEqual([]);
  expect(['10.0.0.1/8', 'fd00::1', 'feed::1'].filter(isUsable)).toHaveLength(3);
});
