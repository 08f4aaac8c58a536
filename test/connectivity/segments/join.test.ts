import { describe, expect, it } from 'vitest';
import { segmentsCard } from '../../../src/connectivity/segments/card.ts';
import { joinSegments } from '../../../src/connectivity/segments/join.ts';
import { localSegments } from '../../../src/connectivity/segments/local.ts';
import type { HostEnd, Plugs } from '../../../src/connectivity/segments/values.ts';
import type { HostLink, NetworkCard } from '../../../src/hypervisor/network.ts';
import { textOf } from '../../commands/bench.ts';

const card = (more: Partial<NetworkCard> = {}): NetworkCard => ({
  id: 'net0',
  mode: 'bridge',
  segment: 'br0',
  ...more,
});
const machine = (label: string, host: string, one = card(), more: Partial<Plugs> = {}): Plugs => ({
  ...{ label, site: host, host, cards: [one] },
  ...more,
});
const link = (name: string, more: Partial<HostLink> = {}): HostLink => ({
  ...{ name, up: true, carrier: true, addresses: [], wireless: false, isolated: false },
  ...more,
});
const bridge = (address: string, more: Partial<HostLink> = {}) =>
  link('br0', { kind: 'bridge', addresses: [address], ...more });
const host = (name: string, more: Partial<HostEnd> = {}): HostEnd => ({
  site: name,
  name,
  ...more,
});

function groups(machines: readonly Plugs[], hosts: readonly HostEnd[]) {
  return joinSegments(localSegments(machines, hosts), hosts).map(({ segments, reasons }) => ({
    who: segments.flatMap(({ seats }) => seats.map(({ label }) => label)),
    why: reasons.map(({ sure }) => sure),
  }));
}

const wired = (name: string, address: string): HostEnd =>
  host(name, { links: [bridge(address), link('eth0', { bridge: 'br0' })] });

describe('two machines', () => {
  const e2mac = '52:54:00:00:00:02';
  it.each<[string, readonly Plugs[], readonly HostEnd[], readonly object[]]>([
    [
      'on one bridge of one host share it',
      [machine('e1', 'a'), machine('e2', 'a')],
      [host('a')],
      [{ who: ['e1', 'e2'], why: [] }],
    ],
    [
      'under two tags do not',
      [machine('e1', 'a', card({ vlan: 20 })), machine('e2', 'a')],
      [host('a')],
      [{ who: ['e1'] }, { who: ['e2'] }],
    ],
    [
      'of two hypervisors on one computer share its adapter, one through the bridge above it',
      [machine('e1', 'a'), machine('v1', 'b', card({ segment: 'eth0' }))],
      [
        { ...wired('a', '10.0.0.1/24'), machineId: 'm' },
        { ...wired('b', '10.0.0.1/24'), machineId: 'm' },
      ],
      [{ who: ['e1', 'v1'], why: [] }],
    ],
    [
      'behind a NAT of their own are each alone',
      [
        machine('v1', 'a', card({ mode: 'NAT', segment: 'NAT', wiring: 'nat' })),
        machine('v2', 'a', card({ mode: 'NAT', segment: 'NAT', wiring: 'nat' })),
      ],
      [host('a')],
      [{ who: ['v1'] }, { who: ['v2'] }],
    ],
    [
      'whose hosts are wired and in one network are presumed to share it',
      [machine('e1', 'a'), machine('e2', 'b')],
      [wired('a', '10.0.0.1/24'), wired('b', '10.0.0.2/24')],
      [{ who: ['e1', 'e2'], why: ['presumed'] }],
    ],
    [
      'on networks that each host made for itself do not, whatever their addresses are',
      [machine('e1', 'a'), machine('e2', 'b')],
      [
        host('a', { links: [bridge('192.168.122.1/24')] }),
        host('b', { links: [bridge('192.168.122.1/24')] }),
      ],
      [{ who: ['e1'] }, { who: ['e2'] }],
    ],
    [
      'of which a host has met the other one on its bridge are known to share it',
      [machine('e1', 'a'), machine('e2', 'b', card({ mac: e2mac }))],
      [
        host('a', { links: [bridge('10.0.0.1/24')], neighbours: [{ mac: e2mac, link: 'br0' }] }),
        host('b'),
      ],
      [{ who: ['e1', 'e2'], why: ['known'] }],
    ],
    [
      'of which one has met the other are known to share it',
      [
        machine('e1', 'a', card(), { met: [{ mac: e2mac, link: 'eth0' }] }),
        machine('e2', 'b', card({ mac: e2mac })),
      ],
      [host('a'), host('b')],
      [{ who: ['e1', 'e2'], why: ['known'] }],
    ],
    [
      'of one cluster on bridges of one name are presumed to share it',
      [machine('e1', 'a', card(), { site: 'pve' }), machine('e2', 'b', card(), { site: 'pve' })],
      [],
      [{ who: ['e1', 'e2'], why: ['presumed'] }],
    ],
    [
      'of two sites on bridges of one name are not',
      [machine('e1', 'a'), machine('e2', 'b')],
      [],
      [{ who: ['e1'] }, { who: ['e2'] }],
    ],
  ])('%s', (_, machines, hosts, expected) => {
    expect(groups(machines, hosts)).toMatchObject(expected);
  });
});

it('a running card is on the bridge that its end is on, whatever its network is called', () => {
  const hosts = [
    host('a', { links: [bridge('10.0.0.1/24'), link('vnet3', { bridge: 'br0', kind: 'tun' })] }),
  ];
  const named = card({ mode: 'network', segment: 'office', device: 'vnet3' });
  expect(groups([machine('e1', 'a', named), machine('e2', 'a')], hosts)).toMatchObject([
    { who: ['e1', 'e2'] },
  ]);
});

it('the card tells who shares what, who is alone, and what is only presumed', () => {
  const nat = card({ mode: 'NAT', segment: 'NAT', wiring: 'nat', linkUp: false });
  const text = textOf(
    segmentsCard({
      machines: [
        machine('e1', 'a', card({ linkUp: false })),
        machine('e2', 'b'),
        machine('v1', 'a', nat),
        machine('bare', 'a', undefined, { cards: [] }),
        machine('lost', 'c', undefined, { cards: [], why: 'c gave no answer' }),
      ],
      hosts: [wired('a', '10.0.0.1/24'), wired('b', '10.0.0.2/24'), host('c')],
    }),
  );
  expect(text).toContain('1 shared segment of 5 machines');
  expect(text).toContain('br0 on a, br0 on b | 2 | e1 (cable pulled), e2 | presumed');
  expect(text).toContain('Only presumed to be one: a and b both have an address of 10.0.0.1/24');
  expect(text).toContain('Alone: v1 (NAT on a).');
  expect(text).toContain('Without a network card: bare.');
  expect(text).toContain('Unknown: lost: c gave no answer.');
});

it('nodes of a cluster that call it the same are presumed to be one, unless one leads nowhere', () => {
  const nodes = ['pve1', 'pve2'];
  const machines = nodes.map((node) => ({ ...machine(`m-${node}`, node), site: 'pve' }));
  const joined = (links: Readonly<Record<string, readonly HostLink[]>>) => {
    const hosts = nodes.map((name) => ({ site: 'pve', name, links: links[name] }));
    return joinSegments(localSegments(machines, hosts), hosts).length;
  };
  const inner = [link('br0', { kind: 'bridge' })];
  const outer = [...inner, link('eno1', { bridge: 'br0' })];
  expect(joined({})).toBe(1);
  expect(joined({ pve1: outer, pve2: outer })).toBe(1);
  expect(joined({ pve1: outer })).toBe(1);
  expect(joined({ pve1: outer, pve2: inner })).toBe(2);
});
