import type { Config } from '../../../../adapters/hypervisor/proxmox/config.ts';
import { createSite } from '../../../../adapters/hypervisor/proxmox/site.ts';
import type { Hypervisor, Machine } from '../../../../src/hypervisor.ts';
import { silent } from '../../../../src/log.ts';
import { marked } from '../../../contracts/subject.ts';
import {
  type ProxmoxDouble,
  type ProxmoxOptions,
  startProxmox,
} from '../../../doubles/proxmox/index.ts';

export interface OpenSite {
  readonly double: ProxmoxDouble;
  readonly hypervisor: Hypervisor;
  /** The calls since the last time this was asked: `GET /cluster/resources`. */
  calls(): readonly string[];
  /** A machine as the bot has it, with its birth mark. */
  machine(name: string): Promise<Machine>;
  close(): Promise<void>;
}

/** Milliseconds for an act that was cut off to arrive: nothing between here and the double holds one for longer. */
const SETTLE = 300;

/** The adapter on a double of its own, with one of its tokens and its certificate pinned. */
export async function openSite(
  options: ProxmoxOptions = {},
  who: keyof ProxmoxDouble['tokens'] = 'root',
): Promise<OpenSite> {
  const double = await startProxmox(options);
  const settings: Config = {
    urls: [...double.urls],
    token: double.tokens[who],
    fingerprints: [double.fingerprint],
  };
  const services = { name: 'pve', log: silent };
  const hypervisor = createSite(settings, services, { settleMs: SETTLE });
  const { signal } = new AbortController();
  let seen = 0;
  return {
    double,
    hypervisor,
    calls() {
      const fresh = double.calls.slice(seen);
      seen = double.calls.length;
      return fresh.map(({ method, path }) => `${method} ${path}`);
    },
    async machine(name) {
      const found = (await hypervisor.machines(signal)).find((each) => each.name === name);
      if (!found) throw new Error(`the double has no ${name}`);
      return marked(found, hypervisor);
    },
    async close() {
      await hypervisor.close?.();
      await double.close();
    },
  };
}
