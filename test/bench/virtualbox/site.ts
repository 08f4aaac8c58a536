import { virtualbox } from '../../../adapters/hypervisor/virtualbox/index.ts';
import type { Hypervisor } from '../../../src/hypervisor.ts';
import { silent } from '../../../src/log.ts';

/** The VirtualBox that this program drives, as the bot opens it. */
export function openBench(program: string): Hypervisor {
  const services = { name: 'box', dataDirectory: '/nonexistent', log: silent };
  return virtualbox.create(virtualbox.Config.parse({ program }), services);
}
