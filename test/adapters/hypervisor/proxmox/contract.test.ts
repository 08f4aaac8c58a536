import { hypervisorContract } from '../../../contracts/hypervisor.ts';
import { openSite } from './open-site.ts';

hypervisorContract('proxmox', {
  open: () => openSite(),
  running: 'web01',
  stopped: 'db01',
  mute: 'cache01',
});
