import { hypervisorContract } from '../../../contracts/hypervisor.ts';
import { openSite } from './open-site.ts';

hypervisorContract('proxmox', {
  open: () => openSite(),
  running: 'web01',
  stopped: 'db01',
  mute: 'cache01',
  provision: {
    image: 'local:import/debian-13-generic-amd64.qcow2',
    memoryBytes: 512 * 1024 ** 2,
    iso: 'local:iso/debian-13.1.0-amd64-netinst.iso',
    template: 'debian-13',
  },
});
