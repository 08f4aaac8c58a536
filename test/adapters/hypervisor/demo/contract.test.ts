import { hypervisorContract } from '../../../contracts/hypervisor.ts';
import { openDemo } from './site.ts';

hypervisorContract('demo', {
  open: () => openDemo(),
  running: 'web-2',
  stopped: 'lab-03',
  mute: 'win-print',
});
