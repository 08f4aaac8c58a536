import type { Hypervisor } from '../../../src/hypervisor.ts';
import type { SiteServices } from '../../../src/site.ts';
import { createBackups } from './backups/backups.ts';
import { placesOf } from './backups/settings.ts';
import { createChecks } from './checks/checks.ts';
import { createClient } from './client.ts';
import type { Config } from './config.ts';
import { createGuest } from './guest/guest.ts';
import { readHostFacts } from './host-facts.ts';
import { createHostName } from './host-name.ts';
import { createHosts } from './hosts.ts';
import { createInventory } from './inventory.ts';
import { createLabels } from './labels.ts';
import { listMachines } from './machines.ts';
import { names } from './names.ts';
import { createNetwork } from './network/network.ts';
import { changePower } from './power/power.ts';
import { createProvision } from './provision/provision.ts';
import { createReach } from './reach.ts';
import { createScreen } from './screen.ts';
import { createSnapshots } from './snapshots/snapshots.ts';
import { foldersOf } from './storage/folders.ts';
import { createStorage } from './storage/storage.ts';
import { createUsage } from './usage.ts';

/** Opens nothing yet: the first question does. */
export function createSite(
  config: Config,
  { name: site, log, dataDirectory }: SiteServices,
): Hypervisor {
  const reach = createReach(config);
  const client = createClient(reach, { log, atOnce: config.atOnce });
  const inventory = createInventory(client);
  const hostName = createHostName(client);
  const machines = (signal: AbortSignal) => listMachines({ site, inventory, hostName }, signal);
  const places = placesOf(config.backups);
  const { images } = config;
  const parts = { site, client, inventory, hostName, images, folders: foldersOf(reach) };
  return {
    site: { name: site, kind: 'virtualbox' },
    hosts: createHosts({ site, client, hostName, address: config.address }),
    hostFacts: (_host, signal) => readHostFacts(client, signal),
    machines,
    usage: createUsage({ client, inventory }),
    async power(machine, action, task) {
      try {
        return await changePower(client, { machine, action, task });
      } finally {
        inventory.forget(machine.id);
      }
    },
    snapshots: createSnapshots(client, inventory),
    guest: createGuest({
      client,
      logins: config.guests,
      // VirtualBox takes what is copied into a guest from a file of its own host.
      place: reach.remote ? '/tmp' : dataDirectory,
    }),
    backups: createBackups({ client, inventory, hostName, site, places, machines }),
    labels: createLabels({ client, inventory }),
    onHost: (_host, argv, options) => reach.run(argv, options),
    network: createNetwork({ client, inventory, hostName }),
    provision: createProvision(parts),
    storage: createStorage(parts),
    screen: createScreen({ client, hostName, config }),
    ...(reach.relay && { relay: (_machine, to) => reach.relay?.(to) ?? [] }),
    names,
    checks: createChecks({ client, ssh: config.ssh, hostName }),
    async close() {
      reach.close();
    },
  };
}
