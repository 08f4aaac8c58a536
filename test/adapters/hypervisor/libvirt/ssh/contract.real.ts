import { afterAll, beforeAll } from 'vitest';
import { hypervisorContract } from '../../../../contracts/hypervisor.ts';
import { virsh } from '../../../../lab/libvirt/host.ts';
import { defineMachine } from '../../../../lab/libvirt/machine.ts';
import { hostFixture } from '../contract-fixture.ts';
import { openLab } from '../site.ts';

const { signal } = new AbortController();
let cold = '';

beforeAll(async () => {
  const { hosts, image } = await openLab();
  cold = await defineMachine(
    hosts['kvm-b'],
    { name: 'cold', address: '10.77.0.39' },
    { image, signal },
  );
});

afterAll(async () => {
  const { hosts } = await openLab();
  await virsh(hosts['kvm-b'], ['undefine', cold], { signal });
});

hypervisorContract('libvirt over ssh', {
  ...hostFixture('kvm-b', 'e2'),
  stopped: 'cold',
  mute: 'mute',
});
