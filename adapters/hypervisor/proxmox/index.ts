import { onUse } from '../../../src/on-use.ts';
import { defineHypervisor, type SiteServices } from '../../../src/site.ts';
import { Config } from './config.ts';
import { remarks } from './remarks.ts';

/** VMs and containers of one Proxmox VE, alone or in a cluster, over its API. */
export const proxmox = defineHypervisor<Config>({
  kind: 'proxmox',
  Config,
  create: onUse(async () => {
    const { createSite } = await import('./site.ts');
    return (config: Config, services: SiteServices) => createSite(config, services);
  }),
  remarks: () => remarks(),
  setup: {
    label: 'VMs and containers of a Proxmox VE: one node, or a cluster',
    ask: onUse(async () => (await import('./setup/setup.ts')).ask),
  },
});
