import type { Hypervisor } from '../../../src/hypervisor.ts';
import type { SiteServices } from '../../../src/site.ts';
import { createBackups } from './backups/backups.ts';
import { createBirths } from './births.ts';
import { createChecks } from './checks/checks.ts';
import { createClient } from './client/create-client.ts';
import type { Config } from './config.ts';
import { createDetails } from './details.ts';
import { createGuest } from './guest/guest.ts';
import { createHistory } from './history.ts';
import { createHostFacts } from './host-facts.ts';
import { createHosts } from './hosts.ts';
import { createLabels } from './labels.ts';
import { createMachines } from './machines.ts';
import { names } from './names.ts';
import { createNetwork } from './network/network.ts';
import { createNewNames } from './new-names.ts';
import type { Parts } from './parts.ts';
import { createPower } from './power/power.ts';
import { createIds } from './provision/ids.ts';
import { createProvision } from './provision/provision.ts';
import { createResources } from './resources.ts';
import { createScreen } from './screen.ts';
import { createSnapshots } from './snapshots/snapshots.ts';
import { createStandings, noticed } from './standing.ts';
import { createStorage } from './storage/storage.ts';
import { createTasks, type TasksPace } from './tasks/create-tasks.ts';
import { createUsage } from './usage.ts';

/** Opens nothing yet. `pace` is for tests that cannot wait as long as life does. */
export function createSite(
  settings: Config,
  { name, log }: Pick<SiteServices, 'name' | 'log'>,
  pace: TasksPace = {},
): Hypervisor {
  const client = createClient(settings);
  const standings = createStandings(client);
  const resources = createResources(client, createNewNames(client));
  const births = createBirths(client);
  const tasks = noticed(
    createTasks({ client, identity: client.identity, births, ...pace }),
    standings,
  );
  const { acted } = standings;
  const parts: Parts = { site: name, client, tasks, resources, births, settings, log, acted };
  const making = { ...parts, ids: createIds(parts) };
  return {
    site: { name, kind: 'proxmox' },
    // One line for each group: `machines: createMachines(parts)`, `snapshots: createSnapshots(parts)`, …
    hosts: createHosts(parts),
    hostFacts: createHostFacts(client),
    machines: createMachines({ ...parts, standings }),
    usage: createUsage(resources),
    identify: births.of,
    details: createDetails(client),
    history: createHistory(client),
    checks: createChecks({ client, identity: client.identity, settings, resources }),
    power: createPower(parts),
    snapshots: createSnapshots(parts),
    backups: createBackups(making),
    provision: createProvision(making),
    storage: createStorage(parts),
    guest: createGuest(parts),
    labels: createLabels(parts),
    network: createNetwork(parts),
    screen: createScreen(parts),
    names,
    close: () => parts.client.close(),
  };
}
