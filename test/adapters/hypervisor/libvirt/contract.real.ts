import { afterAll, beforeAll } from 'vitest';
import { hypervisorContract } from '../../../contracts/hypervisor.ts';
import { virsh } from '../../../lab/libvirt/host.ts';
import { defineMachine } from '../../../lab/libvirt/machine.ts';
import { backupFixture } from './backups/fixture.ts';
import { openLab, openSite } from './site.ts';

async function opened(name: 'kvm-a' | 'kvm-b') {
  const hypervisor = await openSite(name);
  return { hypervisor, close: async () => hypervisor.close?.() };
}

const provision = {
  image: 'lab-guest.qcow2',
  memoryBytes: 128 * 1024 ** 2,
  iso: 'lab-live.iso',
};

hypervisorContract('libvirt through its socket', {
  open: () => opened('kvm-a'),
  running: 'e1',
  stopped: 'e3',
  backups: backupFixture('kvm-a', 'e1'),
  provision,
});

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
  open: () => opened('kvm-b'),
  running: 'e2',
  stopped: 'cold',
  mute: 'mute',
  backups: backupFixture('kvm-b', 'e2'),
  provision,
});
