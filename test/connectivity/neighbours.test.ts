import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isUnmet, readNeighbours } from '../../src/connectivity/neighbours.ts';

it('the table of ip neigh is read, and what is no neighbour is left out', () => {
  const lines = [
    '10.0.0.9 dev br0 lladdr 52:54:00:12:34:56 REACHABLE',
    'fe80::1 dev br0 lladdr 52:54:00:AA:BB:CC router STALE',
    '10.0.0.8 dev br0 FAILED',
    '10.0.0.7 dev br0 lladdr 52:54:00:12:34:57 FAILED',
    '\u001b[31m dev x lladdr nonsense',
  ];
  expect(readNeighbours(lines.join('\n'))).toEqual([
    { address: '10.0.0.9', link: 'br0', mac: '52:54:00:12:34:56' },
    { address: 'fe80::1', link: 'br0', mac: '52:54:00:aa:bb:cc' },
  ]);
});

it('so is that of /proc/net/arp, for guests without ip', () => {
  const text = `IP address       HW type     Flags       HW address            Mask     Device
10.0.0.9         0x1         0x2         52:54:00:12:34:56     *        eth0
10.0.0.8         0x1         0x0         00:00:00:00:00:00     *        eth0
`;
  expect(readNeighbours(text)).toEqual([
    { address: '10.0.0.9', link: 'eth0', mac: '52:54:00:12:34:56' },
  ]);
});

it.each([
  ['10.0.0.8 dev eth0  ref 1 used 0/0/0 probes 6 INCOMPLETE', true],
  ['10.0.0.8 dev br0 FAILED', true],
  ['10.0.0.8  0x1  0x0         00:00:00:00:00:00     *        eth0', true],
  ['10.0.0.8  0x1  0x2         52:54:00:12:34:56     *        eth0', false],
  ['10.0.0.9 dev br0 lladdr 52:54:00:12:34:56 STALE', false],
  ['', false],
])('that nobody answers for an address is told by %j: %s', (line, unmet) => {
  expect(isUnmet(line)).toBe(unmet);
});

it('whatever a guest prints, only addresses and short words come of it', () => {
  const word = fc.oneof(
    fc.constantFrom('10.0.0.9', 'dev', 'lladdr', '52:54:00:12:34:56', '\n', 'x'.repeat(99)),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(word), (words) => {
      for (const { address, mac, link } of readNeighbours(words.join(' '))) {
        expect(address).toMatch(/^[\da-f.:]+$/i);
        expect(mac).toMatch(/^[\da-f]{2}(:[\da-f]{2}){5}$/);
        expect(link).toMatch(/^\S{1,64}$/);
      }
    }),
  );
});
