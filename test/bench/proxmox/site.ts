import { createSite } from '../../../adapters/hypervisor/proxmox/site.ts';
import type { Hypervisor } from '../../../src/hypervisor.ts';
import { silent } from '../../../src/log.ts';
import type { Place } from './words.ts';

/** The cluster there, as the bot opens it. */
export function openBench({ url, fingerprint, id, secret }: Place): Hypervisor {
  const settings = { urls: [url], fingerprints: [fingerprint], token: { id, secret } };
  return createSite(settings, { name: 'pve', log: silent });
}
