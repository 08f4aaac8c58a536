import { Config } from '../../../adapters/hypervisor/virtualbox/config.ts';
import { createSite } from '../../../adapters/hypervisor/virtualbox/site.ts';
import type { Hypervisor } from '../../../src/hypervisor.ts';
import { silent } from '../../../src/log.ts';

/** The VirtualBox that this program drives, as the bot opens it. */
export function openBench(program: string): Hypervisor {
  const services = { name: 'box', dataDirectory: '/nonexistent', log: silent };
  return createSite(Config.parse({ program }), services);
}
