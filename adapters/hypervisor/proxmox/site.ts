import { BotError } from '../../../src/errors.ts';
import type { Hypervisor } from '../../../src/hypervisor.ts';
import type { SiteServices } from '../../../src/site.ts';
import type { Births } from './births.ts';
import { createClient } from './client/create-client.ts';
import type { Config } from './config.ts';
import type { Parts } from './parts.ts';
import type { Resources } from './resources.ts';
import { createTasks, type TasksParts } from './tasks/create-tasks.ts';

/** Opens nothing yet. `options` are for tests that cannot wait as long as life does. */
export function createSite(
  settings: Config,
  { name, log }: Pick<SiteServices, 'name' | 'log'>,
  options: Pick<TasksParts, 'settleMs'> = {},
): Hypervisor {
  const client = createClient(settings);
  const tasks = createTasks({ client, identity: client.identity, ...options });
  // TODO(A2): createResources(client), createBirths(client)
  const resources: Resources = { read: notYet, peek: () => [] };
  const births: Births = { of: notYet, check: notYet, keepOnly() {} };
  const parts: Parts = { site: name, client, tasks, resources, births, settings, log };
  return {
    site: { name, kind: 'proxmox' },
    // One line for each group: `machines: createMachines(parts)`, `snapshots: createSnapshots(parts)`, …
    hosts: notYet,
    machines: notYet,
    usage: notYet,
    power: notYet,
    close: () => parts.client.close(),
  };
}

async function notYet(): Promise<never> {
  throw new BotError('unsupported', 'This part of the adapter is not wired up yet');
}
