import type { Hypervisor } from '../../../src/hypervisor.ts';
import { defineHypervisor, type SiteServices } from '../../../src/site.ts';
import { Config } from './config.ts';
import { remarks } from './remarks.ts';
import { setup } from './setup/setup.ts';
import { createSite } from './site.ts';

/** VMs and containers of one Proxmox VE, alone or in a cluster, over its API. */
export const proxmox = defineHypervisor<Config>({
  kind: 'proxmox',
  Config,
  create: (config: Config, services: SiteServices): Hypervisor => createSite(config, services),
  remarks: () => remarks(),
  setup,
});
