import { expect, it } from 'vitest';
import { reachable } from '../../src/guest/addresses.ts';

it('loopback and link-local are left out, IPv4 comes first, and none comes twice', () => {
  const found = reachable([
    { name: 'lo', addresses: ['127.0.0.1/8', '::1/128'] },
    { name: 'eth0', addresses: ['fe80::1/64', 'fd00::5/64', '10.0.0.5/24'] },
    { name: 'eth1', addresses: ['169.254.3.4/16', '10.0.0.5', '2001:DB8::1%eth1'] },
  ]);
  expect(found).toEqual(['10.0.0.5', 'fd00::5', '2001:db8::1']);
});

it('what is no address is none', () => {
  expect(reachable([{ name: 'eth0', addresses: ['--help', 'reboot', ''] }])).toEqual([]);
});
