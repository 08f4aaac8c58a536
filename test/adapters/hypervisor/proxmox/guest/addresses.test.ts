import { describe, expect, it } from 'vitest';
import { guestAddresses } from '../../../../../adapters/hypervisor/proxmox/guest/addresses.ts';
import type { Machine } from '../../../../../src/hypervisor.ts';
import { never } from '../../../../contracts/subject.ts';
import { recorded, toldClient } from '../recorded.ts';

const vm: Machine = {
  site: 'pve',
  host: 'pve1',
  id: '100',
  birth: '',
  name: 'web01',
  kind: 'vm',
  state: 'running',
  tags: [],
};
const container: Machine = { ...vm, id: '200', name: 'ct-dns', kind: 'container' };

describe('the addresses', () => {
  it('of a VM are told by its agent, with their prefixes', async () => {
    const client = toldClient(() => recorded('agent_network'));
    expect(await guestAddresses(client, vm, never)).toEqual([
      { name: 'lo', mac: '00:00:00:00:00:00', addresses: ['127.0.0.1/8', '::1/128'] },
      {
        name: 'eth0',
        mac: 'bc:24:11:53:78:7b',
        addresses: ['10.10.10.100/24', 'fe80::be24:11ff:fe53:787b/64'],
      },
    ]);
    expect(client.asked).toEqual(['/nodes/pve1/qemu/100/agent/network-get-interfaces']);
  });

  it('of a container are told by its node, and are none where it gave itself none', async () => {
    const client = toldClient(() => recorded('lxc_interfaces'));
    const [, card] = await guestAddresses(client, container, never);
    expect(card).toEqual({ name: 'eth0', mac: 'bc:24:11:f3:1b:f8', addresses: [] });
    expect(client.asked).toEqual(['/nodes/pve1/lxc/200/interfaces']);
  });

  it('of a container may have their prefix as text', async () => {
    const addresses = [{ 'ip-address': '10.0.0.7', 'ip-address-type': 'inet', prefix: '24' }];
    const client = toldClient(() => [{ name: 'eth0', 'ip-addresses': addresses }]);
    const [card] = await guestAddresses(client, container, never);
    expect(card?.addresses).toEqual(['10.0.0.7/24']);
  });

  it('of a container on PVE 8 stand under other names', async () => {
    const old = [
      { name: 'eth0', hwaddr: 'bc:24:11:f3:1b:f8', inet: '10.0.0.7/24', inet6: 'fe80::1/64' },
    ];
    const client = toldClient(() => old);
    expect(await guestAddresses(client, container, never)).toEqual([
      { name: 'eth0', mac: 'bc:24:11:f3:1b:f8', addresses: ['10.0.0.7/24', 'fe80::1/64'] },
    ]);
  });

  it('of an agent without network cards are none', async () => {
    const client = toldClient(() => ({ result: [{ name: 'tun0' }] }));
    expect(await guestAddresses(client, vm, never)).toEqual([
      { name: 'tun0', mac: undefined, addresses: [] },
    ]);
    expect(
      await guestAddresses(
        toldClient(() => null),
        container,
        never,
      ),
    ).toEqual([]);
  });
});
