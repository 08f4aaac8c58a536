import { expect, it } from 'vitest';
import { networkOf } from '../../../../../adapters/hypervisor/libvirt/network/segments.ts';

const uuid = '2f0cb0b2-8f43-4a2b-9d0a-3c5f1f1b7c01';
const network = (inside: string) =>
  networkOf(
    `<network><name>lab</name><uuid>${uuid}</uuid>${inside}</network>`,
    'kvm-a',
    new Set([uuid]),
  );
const subnet = `<bridge name='virbr0'/><ip address='192.168.122.1' netmask='255.255.255.0'/>`;

it.each([
  ['without a forward', subnet, 'inner'],
  ['behind a NAT, though a bridge is named in it', `<forward mode='nat'/>${subnet}`, 'inner'],
  ['whose forward has no mode, which is NAT', `<forward/>${subnet}`, 'inner'],
  ['of a bridge of the host', `<forward mode='bridge'/><bridge name='br0'/>`, 'bridge'],
  ['that is routed: the routers outside decide', `<forward mode='route'/>${subnet}`, undefined],
  ['that is open', `<forward mode='open'/>${subnet}`, undefined],
])('a network %s is wired as it says', (_, inside, wiring) => {
  expect(network(inside)).toMatchObject({ name: 'lab', kind: 'network', active: true, wiring });
});

it('a network says how it leads out, its addresses and its bridge', () => {
  expect(network(`<forward mode='nat'/>${subnet}`)?.says).toBe(
    'NAT, 192.168.122.1/255.255.255.0, bridge virbr0',
  );
});
