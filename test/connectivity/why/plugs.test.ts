import { expect, it } from 'vitest';
import { explain } from '../../../src/connectivity/why/explain.ts';
import { expectCause, type Row } from './cause.ts';
import { factsOf, hostLinks } from './facts.ts';

const one = { end: { host: 'host-a' } };
const nat = { mode: 'NAT', segment: 'NAT', wiring: 'nat' } as const;
const inner = { mode: 'intnet', segment: 'lab', wiring: 'inner' } as const;
const hostOnly = { mode: 'hostonly', segment: 'vboxnet0', wiring: 'inner' } as const;
const aware = (vlans: string) =>
  hostLinks().map((link) => (link.name === 'br0' ? { ...link, vlans } : link));
const network = { mode: 'network', segment: 'default', wiring: 'inner' } as const;

const rows: readonly Row[] = [
  [
    'a is off',
    factsOf({ a: { end: { state: 'stopped' } } }),
    /^a on host-a is off/,
    /^vm start a$/,
  ],
  [
    'b is paused',
    factsOf({ b: { end: { state: 'paused' } } }),
    /^b on host-b is paused/,
    /^vm resume b$/,
  ],
  ['a has no card', factsOf({ a: { cards: { value: [] } } }), /^a has no network card/],
  [
    'a cable is pulled',
    factsOf({ b: { card: { linkUp: false } } }),
    /^the cable of b is pulled/,
    /^net link b up$/,
  ],
  [
    'a cable of one of two cards is pulled',
    factsOf({
      a: {
        cards: {
          value: [
            { id: 'net0', mac: '52:54:00:00:00:0a', mode: 'bridge', segment: 'br0', linkUp: false },
            { id: 'net1', mac: '52:54:00:00:00:aa', mode: 'bridge', segment: 'br9', linkUp: true },
          ],
        },
      },
    }),
    /^the cable of a is pulled/,
    /^net link a up --card=net0$/,
  ],
  [
    'a guest lacks the driver',
    factsOf({ a: { link: { mac: '00:00:00:00:00:01' } } }),
    /does not see its card net0/,
  ],
  [
    'an interface is off inside',
    factsOf({ b: { link: { up: false } } }),
    /^eth0 is switched off inside b/,
  ],
  [
    'two cards have one MAC',
    factsOf({ b: { card: { mac: '52:54:00:00:00:0a' }, link: { mac: '52:54:00:00:00:0a' } } }),
    /^both cards have the MAC address 52:54:00:00:00:0a/,
  ],
  ['one is behind NAT', factsOf({ a: { card: nat } }), /^a is behind a NAT of its own/],
  [
    'one is behind NAT, on one host',
    factsOf({ a: { card: nat }, b: one }),
    /^a is behind a NAT/,
    /^net connect a br0$/,
  ],
  ['both are behind NAT', factsOf({ a: { card: nat }, b: { card: nat } }), /^a is behind a NAT/],
  [
    'a card is plugged into nothing',
    factsOf({ b: { card: { mode: 'Not attached', wiring: 'nothing' } } }),
    /^the card net0 of b is plugged into nothing/,
  ],
  [
    'internal networks of two names',
    factsOf({ a: { card: inner }, b: { ...one, card: { ...inner, segment: 'other' } } }),
    /^a on host-a is in intnet lab, b is not/,
  ],
  [
    'internal networks of one name on two hosts',
    factsOf({ a: { card: inner }, b: { card: inner } }),
    /network inside host-a alone; one of the same name on another host is another/,
  ],
  [
    'host-only on two hosts',
    factsOf({ a: { card: hostOnly }, b: { card: hostOnly } }),
    /network inside host-a alone/,
  ],
  [
    'host-only and a bridge',
    factsOf({ a: { card: hostOnly }, b: one }),
    /hostonly vboxnet0, b is not/,
  ],
  [
    "libvirt's own networks on two hosts",
    factsOf({ a: { card: network }, b: { card: network } }),
    /network inside host-a alone/,
  ],
  [
    'two bridges of one host',
    factsOf({ b: { ...one, card: { segment: 'br1' } } }),
    /^a is on br0 and b on br1 of host-a: two networks/,
    /^net connect b br0$/,
  ],
  [
    'a bridge is off',
    factsOf({
      a: { host: hostLinks().map((link) => (link.name === 'br0' ? { ...link, up: false } : link)) },
    }),
    /^br0 of host-a is switched off/,
  ],
  [
    'a bridge without an uplink',
    factsOf({ b: { card: { segment: 'br1' } } }),
    /^br1 of host-b has no uplink/,
    /^net connect b br0$/,
  ],
  [
    'an uplink without carrier',
    factsOf({ a: { host: hostLinks({ carrier: false }) } }),
    /^the uplink eno1 of br0 of host-a has no carrier/,
  ],
  [
    'an uplink that is off',
    factsOf({ b: { host: hostLinks({ up: false, carrier: false }) } }),
    /^the uplink eno1 of br0 of host-b is switched off/,
  ],
  [
    'a bridge over Wi-Fi',
    factsOf({ b: { host: hostLinks({ wireless: true }) } }),
    /^br0 of host-b goes out over Wi-Fi \(eno1\)/,
  ],
  [
    'an adapter that its platform calls wireless, on a host that cannot be asked',
    factsOf({
      b: {
        card: {
          mode: 'Bridged Adapter',
          segment: 'wlan0',
          wireless: true,
        },
        end: { hostNet: { why: 'no shell there' } },
      },
    }),
    /^wlan0 of host-b goes out over Wi-Fi, which/,
  ],
  [
    'isolated ports on one host',
    factsOf({
      a: { host: hostLinks({}, { isolated: true }) },
      b: { ...one, host: hostLinks({}, { isolated: true }) },
    }),
    /are isolated/,
  ],
  [
    'a port isolated from its uplink',
    factsOf({ a: { host: hostLinks({ isolated: true }, { isolated: true }) } }),
    /^vnet0 and eno1 of br0 on host-a are isolated/,
  ],
  [
    'two VLANs',
    factsOf({ a: { card: { vlan: 10 } }, b: { card: { vlan: 20 } } }),
    /^a is in VLAN 10, b in VLAN 20/,
    /^net connect b br0 --vlan 10$/,
  ],
  [
    'a VLAN and none',
    factsOf({ b: { card: { vlan: 20 } } }),
    /^a is in no VLAN, b in VLAN 20/,
    /--vlan 0$/,
  ],
  [
    'an adapter that its platform says is not up',
    factsOf({ a: { told: true, host: [{ name: 'br0', addresses: [], up: false }] } }),
    /^br0 of host-a is not up/,
  ],
  [
    'a bridge that lets other VLANs out',
    factsOf({ a: { card: { vlan: 20 }, host: aware('2-10 30') }, b: { card: { vlan: 20 } } }),
    /^br0 of host-a lets VLANs 2-10 30 out, a on host-a is in 20$/,
  ],
];

it('a VLAN of the list, or one host alone, is not stopped by its bridge', () => {
  const tagged = { card: { vlan: 30 }, host: aware('2-10 30') };
  for (const b of [{ card: { vlan: 30 } }, { ...one, card: { vlan: 30 } }]) {
    const { chain } = explain(factsOf({ a: tagged, b }));
    expect(chain.filter(({ name, mark }) => name === 'VLAN' && mark === 'broken')).toEqual([]);
  }
  const near = { card: { vlan: 20 }, host: aware('2-10') };
  expect(explain(factsOf({ a: near, b: { ...near, ...one } })).sentence).not.toMatch(/lets VLANs/);
});

it('what the platform does not tell of an uplink is not held against it', () => {
  const host = [
    { name: 'br0', kind: 'bridge', addresses: [], up: true },
    { name: 'eno1', bridge: 'br0', addresses: [] },
  ];
  const { chain } = explain(factsOf({ a: { told: true, host } }));
  expect(chain.find(({ name }) => name === 'segment')).toMatchObject({
    mark: 'ok',
    says: expect.stringContaining('br0 of host-a leads out by eno1'),
  });
});

it.each(rows.map(([name, ...row]) => ({ name, row })))('$name', ({ row }) => {
  expectCause(...row);
});
