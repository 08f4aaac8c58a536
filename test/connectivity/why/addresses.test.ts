import { expect, it } from 'vitest';
import type { End } from '../../../src/connectivity/facts/values.ts';
import { explain } from '../../../src/connectivity/why/explain.ts';
import { expectCause, type Row } from './cause.ts';
import { factsOf, hostLinks, reached, silence } from './facts.ts';

const both = { there: reached('10.0.0.2'), back: reached('10.0.0.1') };

const rows: readonly Row[] = [
  ['no address', factsOf({ b: { link: { addresses: [] } } }), /^b has no address on eth0/],
  [
    'an address of its own making',
    factsOf({ a: { link: { addresses: ['169.254.7.8/16'] } } }),
    /^a gave itself 169\.254\.7\.8\/16: no DHCP server answered/,
  ],
  [
    'IPv6 alone and IPv4 alone',
    factsOf({ b: { link: { addresses: ['fd00::2/64'] } } }),
    /^a has only IPv4, b only IPv6/,
  ],
  [
    'an address of its segment alone, though an echo comes back from it',
    factsOf({
      ...both,
      b: { link: { addresses: ['fe80::2/64'] } },
      there: reached('fe80::2%eth0'),
    }),
    /^b has no address on eth0 but fe80::2\/64, which is of its segment alone$/,
  ],
  [
    'one address for both',
    factsOf({ b: { link: { addresses: ['10.0.0.1/24'] } } }),
    /^a and b both have 10\.0\.0\.1/,
  ],
  [
    "an address that is another machine's too",
    factsOf({
      there: silence('10.0.0.2', { macs: ['52:54:00:00:00:0c'] }),
      others: [{ mac: '52:54:00:00:00:0c', owner: 'c on host-c' }],
    }),
    /^c on host-c answers for 10\.0\.0\.2, the address of b$/,
  ],
  [
    'an unknown card beside the right one',
    factsOf({
      there: reached('10.0.0.2', { macs: ['52:54:00:00:00:0b', '52:54:00:00:00:0f'] }),
      back: reached('10.0.0.1'),
    }),
    /^another network card \(52:54:00:00:00:0f\) answers for 10\.0\.0\.2, the address of b, and b too$/,
  ],
  [
    'a host that has the address',
    factsOf({ back: silence('10.0.0.1', { macs: ['52:54:00:00:00:b0'] }) }),
    /^host host-a \(br0\) answers for 10\.0\.0\.1/,
  ],
  [
    'a prefix that is too short',
    factsOf({ a: { link: { addresses: ['10.0.0.1/31'] } } }),
    /^a has 10\.0\.0\.1\/31: 10\.0\.0\.2 is outside of that network/,
  ],
  [
    'two networks without a route',
    factsOf({ b: { link: { addresses: ['10.9.0.2/24'] } }, there: silence('10.9.0.2') }),
    /10\.0\.0\.1\/24\) has no route to 10\.9\.0\.2/,
  ],
  [
    'a gateway on no network',
    factsOf({
      a: { routes: [{ to: 'default', via: '10.5.0.1', device: 'eth0' }] },
      b: { link: { addresses: ['10.9.0.2/24'] } },
    }),
    /^the gateway 10\.5\.0\.1 of a is on none of its networks/,
  ],
  [
    'a gateway that is not there',
    factsOf({
      a: { routes: [{ to: 'default', via: '10.0.0.9', device: 'eth0' }] },
      b: { link: { addresses: ['10.9.0.2/24'] }, routes: [{ to: 'default', via: '10.9.0.1' }] },
      there: silence('10.9.0.2', { gateway: { address: '10.0.0.9', isThere: false } }),
    }),
    /^a goes by the gateway 10\.0\.0\.9, which does not answer$/,
  ],
  [
    'a prefix that is too wide',
    factsOf({
      a: { link: { addresses: ['10.0.0.1/8'] } },
      b: { link: { addresses: ['10.9.0.2/24'] }, routes: [{ to: 'default', via: '10.9.0.1' }] },
      // Both on one segment, so that its card is heard.
      there: silence('10.9.0.2', { macs: ['52:54:00:00:00:0b'] }),
    }),
    /^a has 10\.0\.0\.1\/8 and looks for 10\.9\.0\.2 on its own network; b has .* by its gateway 10\.9\.0\.1$/,
  ],
  [
    'no way for IPv4, where only IPv6 has a gateway',
    factsOf({
      a: { routes: [{ to: 'default', via: 'fe80::1', device: 'eth0' }] },
      b: { link: { addresses: ['10.9.0.2/24'] } },
      there: silence('10.9.0.2'),
    }),
    /has no route to 10\.9\.0\.2/,
  ],
  [
    'two addresses, the second on one network: nothing is wrong with the way',
    factsOf({
      b: { link: { addresses: ['192.168.9.9/24', '10.0.0.2/24'] } },
      there: silence('10.0.0.2', { tcp: { open: [22], refused: [] } }),
    }),
    /^10\.0\.0\.2 drops pings/,
  ],
  [
    'a host that moved',
    factsOf({ a: { link: { addresses: ['192.168.7.5/24'] } } }),
    /^host-a is in the network of 10\.0\.0\.9\/24 now, a still has 192\.168\.7\.5\/24/,
  ],
  [
    'a hole for large packets',
    factsOf({
      there: reached('10.0.0.2', { hole: { through: 1400, sent: 1500 } }),
      back: reached('10.0.0.1'),
    }),
    /^packets of up to 1400 bytes get through, those of 1500 are lost somewhere on the way/,
  ],
  [
    'a hole, and where it is',
    factsOf({
      b: { host: hostLinks({ mtu: 1400 }) },
      there: reached('10.0.0.2', { hole: { through: 1400, sent: 1500 } }),
      back: reached('10.0.0.1'),
    }),
    /lost at eno1 of host-b$/,
  ],
  [
    'ICMP is dropped, TCP is not',
    factsOf({ there: silence('10.0.0.2', { tcp: { open: [22], refused: [] } }) }),
    /^10\.0\.0\.2 drops pings and answers TCP \(port 22 open\)/,
  ],
  [
    'ARP is answered, nothing else',
    factsOf({ there: silence('10.0.0.2', { macs: ['52:54:00:00:00:0b'] }) }),
    /^b is there \(its card answers ARP\), and drops/,
  ],
  ['nothing is answered', factsOf({}), /^nothing answers at 10\.0\.0\.2/],
  [
    "the platform's firewall filters",
    factsOf({ b: { card: { firewall: true } } }),
    /^nothing answers/,
    /^net connect b br0 --firewall off$/,
  ],
  [
    "the platform's firewall is on nowhere, whatever the card says",
    factsOf({
      b: { card: { firewall: true }, end: { firewall: { value: { on: false, why: 'off' } } } },
    }),
    /^nothing answers/,
  ],
  [
    'one way only',
    factsOf({ ...both, back: silence('10.0.0.1') }),
    /^nothing answers at 10\.0\.0\.1/,
  ],
];

it.each(rows.map(([name, ...row]) => ({ name, row })))('$name', ({ row }) => {
  expectCause(...row);
});

it('only a leased address is asked for anew on a host that moved', () => {
  const address = '192.168.7.5/24';
  const fixOf = (leases?: readonly { address: string }[]) =>
    explain(factsOf({ a: { link: { addresses: [address], leases } } })).fix?.says;
  expect(fixOf([{ address }])).toMatch(/^Renew its lease/);
  expect(fixOf()).toMatch(/^Its address is fixed/);
});

it('a firewall that nobody could read is a suspect, and said to be one', () => {
  const fixOf = (firewall?: End['firewall']) =>
    explain(factsOf({ b: { card: { firewall: true }, end: { firewall } } })).fix?.says;
  expect(fixOf({ value: { on: true } })).toMatch(/^The firewall of the platform filters net0 of b/);
  expect(fixOf({ value: { on: false, why: 'it is off for the whole cluster' } })).toMatch(
    /filters nothing: it is off for the whole cluster\.$/,
  );
  expect(fixOf({ why: 'no right' })).toMatch(/Whether it is on at all is not known: no right\.$/);
});
