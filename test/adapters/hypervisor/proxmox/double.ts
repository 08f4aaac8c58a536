import type { Config } from '../../../../adapters/hypervisor/proxmox/config.ts';
import { createSite } from '../../../../adapters/hypervisor/proxmox/site.ts';
import type { Hypervisor } from '../../../../src/hypervisor.ts';
import { silent } from '../../../../src/log.ts';
import {
  type ProxmoxDouble,
  type ProxmoxOptions,
  startProxmox,
} from '../../../doubles/proxmox/index.ts';

export interface OpenedDouble {
  readonly double: ProxmoxDouble;
  readonly hypervisor: Hypervisor;
  /** The calls since the last time this was asked: `GET /cluster/resources`. */
  calls(): readonly string[];
  close(): Promise<void>;
}

/** The adapter over the double, with its first node as the only entry point. */
export async function openDouble(
  options: ProxmoxOptions = {},
  who: 'root' | 'ops' | 'bare' = 'root',
): Promise<OpenedDouble> {
  const double = await startProxmox(options);
  const settings: Config = {
    urls: double.urls.slice(0, 1),
    token: double.tokens[who],
    fingerprints: [double.fingerprint],
  };
  const hypervisor = createSite(settings, { name: 'pve', log: silent });
  let seen = 0;
  return {
    double,
    hypervisor,
    calls() {
      const fresh = double.calls.slice(seen);
      seen = double.calls.length;
      return fresh.map(({ method, path }) => `${method} ${path}`);
    },
    async close() {
      await hypervisor.close?.();
      await double.close();
    },
  };
}
