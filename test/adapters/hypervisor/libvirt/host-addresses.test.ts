import { expect, it } from 'vitest';
import { parseAddresses } from '../../../../adapters/hypervisor/libvirt/host-addresses.ts';

const shown = `2: br0    inet 10.77.0.1/24 scope global br0\\       valid_lft forever preferred_lft forever
3: eth0    inet6 2001:db8::5/64 scope global \\       valid_lft forever preferred_lft forever
4: docker0    inet 172.17.0.1/16 brd 172.17.255.255 scope global docker0\\       valid_lft forever
5: br-0123456789ab    inet 172.18.0.1/16 scope global br-0123456789ab\\       valid_lft forever
6: virbr0    inet 192.168.122.1/24 brd 192.168.122.255 scope global virbr0\\       valid_lft forever
`;

it('a host is reached at its bridges and cards, not where its containers are', () => {
  expect(parseAddresses(shown)).toEqual(['10.77.0.1', '2001:db8::5', '192.168.122.1']);
});

it('what is not an answer of ip has no addresses', () => {
  expect(parseAddresses('sh: ip: not found\n')).toEqual([]);
});
