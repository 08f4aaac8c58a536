import { expect, it } from 'vitest';
import { plugWords } from '../../src/network/plugs.ts';

it.each([
  [{ mode: 'bridge', segment: 'br0', vlan: 20 }, 'bridge br0, VLAN 20'],
  [{ mode: 'Bridged Adapter', segment: 'eth0' }, 'Bridged Adapter eth0'],
  [{ mode: 'NAT', segment: 'NAT' }, 'NAT'],
  [{ mode: 'Not attached' }, 'Not attached'],
])('a card that is %j says %s', (card, words) => {
  expect(plugWords(card)).toBe(words);
});
