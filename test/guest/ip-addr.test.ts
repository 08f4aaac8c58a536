import fc from 'fast-check';
import { expect, it } from 'vitest';
import { interfacesIn } from '../../src/guest/ip-addr.ts';

const iproute = `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
    inet6 ::1/128 scope host noprefixroute
2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000
    link/ether 52:54:0a:4d:00:22 brd ff:ff:ff:ff:ff:ff link-netnsid 0
    inet 10.77.0.34/24 brd 10.77.0.255 scope global eth0
       valid_lft forever preferred_lft forever
    inet6 fe80::5054:aff:fe4d:22/64 scope link
       valid_lft forever preferred_lft forever
`;
const busybox = `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast qlen 1000
    link/ether 52:54:0a:4d:00:22 brd ff:ff:ff:ff:ff:ff
    inet 10.77.0.34/24 scope global eth0
       valid_lft forever preferred_lft forever
`;

it.each([
  ['iproute2', iproute, ['10.77.0.34/24', 'fe80::5054:aff:fe4d:22/64']],
  ['busybox', busybox, ['10.77.0.34/24']],
])('what ip addr of %s prints names each interface', (_, text, addresses) => {
  expect(interfacesIn(text).at(-1)).toEqual({ name: 'eth0', mac: '52:54:0a:4d:00:22', addresses });
  expect(interfacesIn(text)[0]).toMatchObject({ name: 'lo' });
});

it('any other text names nothing that it does not hold', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      for (const { addresses } of interfacesIn(text))
        for (const address of addresses) expect(text.toLowerCase()).toContain(address);
    }),
  );
});
