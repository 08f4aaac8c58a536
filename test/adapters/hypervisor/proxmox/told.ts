import type { Config } from '../../../../adapters/hypervisor/proxmox/config.ts';
import { type Resources, resourcesOf } from '../../../../adapters/hypervisor/proxmox/resources.ts';

/** The cluster as a test tells it: rows as Proxmox gives them. */
export function told(rows: readonly object[]): Resources {
  const read = () => resourcesOf(rows);
  return { read, within: read, peek: () => [] };
}

export const settings: Config = {
  urls: ['https://pve1:8006'],
  token: { id: 'bot@pve!bot', secret: 'for nothing' },
};
