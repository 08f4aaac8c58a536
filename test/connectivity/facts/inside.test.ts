import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readInside } from '../../../src/connectivity/facts/inside.ts';

/** As iproute2 6.1 says it on Debian 12, and busybox 1.35 alike. */
const said = `
--nakhoda:addr--
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
    inet6 ::1/128 scope host
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400 qdisc fq_codel state UP group default qlen 1000
    link/ether 52:54:0A:4D:00:1f brd ff:ff:ff:ff:ff:ff
    inet 10.77.0.31/24 brd 10.77.0.255 scope global dynamic eth0
       valid_lft 3480sec preferred_lft 3480sec
    inet6 fe80::5054:aff:fe4d:1f/64 scope link
3: tun0: <POINTOPOINT,NOARP> mtu 1420 qdisc noop state DOWN
    link/none
4: veth0@if7: <NO-CARRIER,BROADCAST,UP> mtu 1500
    inet 192.168.0.1 peer 192.168.0.2/32 scope global veth0

--nakhoda:route--
default via 10.77.0.1 dev eth0 proto dhcp metric 100
10.77.0.0/24 dev eth0 proto kernel scope link src 10.77.0.31
unreachable 10.9.0.0/16

--nakhoda:routev6--
fe80::/64 dev eth0 proto kernel metric 256

--nakhoda:neigh--
10.77.0.32 dev eth0 lladdr 52:54:0a:4d:00:20 ref 1 used 0/0/0 probes 4 STALE

--nakhoda:end--
`;

it('reads interfaces, addresses and routes of a guest', () => {
  const inside = readInside(said);
  expect(inside?.links.map(({ name, up, carrier }) => [name, up, carrier])).toEqual([
    ['lo', true, true],
    ['eth0', true, true],
    ['tun0', false, false],
    ['veth0', true, false],
  ]);
  expect(inside?.links[1]).toMatchObject({
    mac: '52:54:0a:4d:00:1f',
    mtu: 1400,
    addresses: ['10.77.0.31/24', 'fe80::5054:aff:fe4d:1f/64'],
    leases: [{ address: '10.77.0.31/24', leftMs: 3_480_000 }],
  });
  expect(inside?.links[0]?.leases).toBeUndefined();
  expect(inside?.links[3]?.addresses).toEqual(['192.168.0.1']);
  // A route that refuses its packets leads nowhere.
  expect(inside?.routes).toEqual([
    { to: 'default', via: '10.77.0.1', device: 'eth0' },
    { to: '10.77.0.0/24', via: undefined, device: 'eth0' },
    { to: 'fe80::/64', via: undefined, device: 'eth0' },
  ]);
});

it('tells whom it has met', () => {
  expect(readInside(said)?.neighbours).toEqual([
    { address: '10.77.0.32', link: 'eth0', mac: '52:54:0a:4d:00:20' },
  ]);
});

it('a guest that says nothing of it is not known, rather than without a network', () => {
  expect(readInside('')).toBeUndefined();
  expect(readInside('sh: ip: not found\n')).toBeUndefined();
});

const word = fc.oneof(
  fc.constantFrom(
    '--nakhoda:addr--',
    '--nakhoda:route--',
    '--nakhoda:end--',
    '2: eth0: <UP> mtu 1500',
    '    inet 10.0.0.1/99 scope',
    '    inet 10.0.0.1/24 x',
    '    link/ether 52:54:00:00:00:01 brd',
    'default via nowhere dev eth0',
  ),
  fc.string({ unit: 'binary', maxLength: 80 }),
);

it('whatever a guest says, only short words and true addresses come of it', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), (lines) => {
      const inside = readInside(lines.join('\n'));
      for (const { name, addresses } of inside?.links ?? []) {
        expect(name).toMatch(/^[^\s\p{Cc}]{1,64}$/u);
        for (const address of addresses) expect(address).toMatch(/^[\da-f.:]{2,45}(\/\d{1,3})?$/);
      }
      for (const { to, via = '::' } of inside?.routes ?? []) {
        expect(to).toMatch(/^(default|[\da-f.:]{2,45}(\/\d{1,3})?)$/);
        expect(via).toMatch(/^[\da-f.:]{2,45}$/);
      }
    }),
  );
});

it('more lines than any real guest has cost no more', () => {
  const link = '2: eth0: <UP> mtu 1500\n    inet 10.0.0.1/24 x\n';
  const inside = readInside(`--nakhoda:addr--\n${link.repeat(50_000)}`);
  expect(inside?.links.length).toBeLessThanOrEqual(200);
});
