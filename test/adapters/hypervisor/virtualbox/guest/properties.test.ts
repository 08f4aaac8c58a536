import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guestTold } from '../../../../../adapters/hypervisor/virtualbox/guest/properties.ts';
import { recorded } from '../recorded.ts';

const line = (name: string, value: string) =>
  `/VirtualBox/${name} = '${value}' @ 2026-11-22T21:05:45.323Z TRANSIENT, TRANSRESET\n`;

describe('guestproperty enumerate', () => {
  it('tells system, Guest Additions and addresses of a Linux guest', () => {
    expect(guestTold(recorded('guestproperty-enumerate-linux').stdout)).toEqual({
      os: 'Linux 6.12.107+deb13-amd64',
      additions: '7.2.22',
      interfaces: [{ name: 'eth0', mac: '08:00:27:f6:6e:66', addresses: ['10.0.2.15/24'] }],
    });
  });

  it('tells nothing of a guest without Guest Additions', () => {
    const nothing = { os: undefined, additions: undefined, interfaces: [] };
    expect(guestTold(recorded('guestproperty-enumerate-running').stdout)).toEqual(nothing);
    expect(guestTold('No properties found.\n')).toEqual(nothing);
  });

  it('a cable that is out, and what is no address or mask, give none', () => {
    const net = (more: string) => line('GuestInfo/Net/Count', '1') + more;
    const addresses = (more: string) => guestTold(net(more)).interfaces[0]?.addresses;
    const ip = line('GuestInfo/Net/0/V4/IP', '10.0.2.15');
    expect(addresses(ip)).toEqual(['10.0.2.15']);
    expect(addresses(ip + line('GuestInfo/Net/0/V4/Netmask', '255.0.255.0'))).toEqual([
      '10.0.2.15',
    ]);
    expect(addresses(ip + line('GuestInfo/Net/0/Status', 'Down'))).toEqual([]);
    for (const odd of ['0.0.0.0', '10.0.2', '$(reboot)', "1.1.1.1' @ x", '']) {
      expect(addresses(line('GuestInfo/Net/0/V4/IP', odd))).toEqual([]);
    }
  });

  it('takes a quote for a part of a value', () => {
    const told = guestTold(line('GuestInfo/OS/Product', `it's ' @ 'here`));
    expect(told.os).toBe(`it's ' @ 'here`);
  });

  it('is read to its end, whatever a guest says of itself', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\n', "'", '999999', '-1'),
    );
    fc.assert(
      fc.property(value, value, value, (count, name, address) => {
        const { interfaces } = guestTold(
          line('GuestInfo/Net/Count', count) +
            line('GuestInfo/Net/0/Name', name) +
            line('GuestInfo/Net/0/V4/IP', address),
        );
        expect(interfaces.length).toBeLessThanOrEqual(64);
        for (const each of interfaces.flatMap(({ addresses }) => addresses)) {
          expect(each).toMatch(/^[\d.]+(\/\d+)?$/);
        }
      }),
    );
  });
});
