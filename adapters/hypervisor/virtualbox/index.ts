import { BotError } from '../../../src/errors.ts';
import type { Hypervisor } from '../../../src/hypervisor.ts';
import { defineHypervisor, type SiteServices } from '../../../src/site.ts';
import { createBackups } from './backups/backups.ts';
import { placesOf } from './backups/settings.ts';
import { createChecks } from './checks/checks.ts';
import { createClient } from './client.ts';
import { Config } from './config.ts';
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
import { setup } from './setup.ts';
import { createSnapshots } from './snapshots/snapshots.ts';
import { foldersOf } from './storage/folders.ts';
import { createStorage } from './storage/storage.ts';
import { createUsage } from './usage.ts';
import { parseVersion } from './version.ts';

/** The machines of one user's VirtualBox, driven through `VBoxManage`, here or over ssh. */
export const virtualbox = defineHypervisor({
  kind: 'virtualbox',
  Config,
  create: createVirtualBox,
  detect,
  setup,
});

function createVirtualBox(
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
    checks: createChecks(client, config.ssh),
    async close() {
      reach.close();
    },
  };
}

/** Milliseconds within which a VBoxManage that is there tells its version, on a busy machine too; the caller may wait less. */
const DETECT_LIMIT = 5_000;

async function detect(signal: AbortSignal): Promise<Config | undefined> {
  const config = Config.parse({});
  const reach = createReach(config);
  try {
    const options = { signal, timeoutMs: DETECT_LIMIT };
    const { exitCode, stdout } = await reach.run(reach.manage(['--version']), options);
    return exitCode === 0 && parseVersion(stdout) !== undefined ? config : undefined;
  } catch (error) {
    if (error instanceof BotError) return undefined;
    throw error;
  }
}
