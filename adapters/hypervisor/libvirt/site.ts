import type { Hypervisor } from '../../../src/hypervisor.ts';
import type { SiteServices } from '../../../src/site.ts';
import { createBackups } from './backups/backups.ts';
import { placesOf } from './backups/settings.ts';
import { createChecks } from './checks/checks.ts';
import { createClient } from './client.ts';
import type { Config } from './config.ts';
import { createGuest } from './guest/guest.ts';
import { createHealth } from './health.ts';
import { createHosts } from './hosts.ts';
import { createLabels } from './labels.ts';
import { listMachines } from './machines.ts';
import { names } from './names.ts';
import { createNetwork } from './network/network.ts';
import { changePower } from './power/power.ts';
import { reboot } from './power/reboot.ts';
import { createProvision } from './provision/provision.ts';
import { createReach } from './reach.ts';
import { createScreen } from './screen.ts';
import { createShapes } from './shapes.ts';
import { createSnapshots } from './snapshots/snapshots.ts';
import { createStorage } from './storage/storage.ts';
import { createUsage } from './usage.ts';
import { wayOf } from './way.ts';

/** Opens nothing yet: the first question does. */
export function createSite(
  config: Config,
  { name, log }: Pick<SiteServices, 'name' | 'log'>,
): Hypervisor {
  const way = wayOf(config);
  const reach = createReach(way);
  const client = createClient(reach, log);
  const shapes = createShapes(client);
  const guest = createGuest(client, shapes);
  const parts = { site: name, client, shapes, health: createHealth() };
  return {
    site: { name, kind: 'libvirt' },
    hosts: createHosts(client, { name, here: way.here, address: config.address }),
    machines: (signal) => listMachines(parts, signal),
    usage: createUsage(parts),
    async power(machine, action, task) {
      try {
        return action === 'reboot' || action === 'reset'
          ? await reboot({ client, guest }, { machine, action, task })
          : await changePower(client, { machine, action, task });
      } finally {
        // A start takes up what was changed for it.
        shapes.forget(machine.id);
      }
    },
    snapshots: createSnapshots(client),
    backups: createBackups({
      client,
      site: name,
      places: placesOf(config.backups),
      hasShell: way.hasShell,
      machines: (signal) => listMachines(parts, signal),
    }),
    guest,
    labels: createLabels(parts),
    ...(reach.relay && { relay: (_machine, to) => reach.relay?.(to) ?? [] }),
    ...(way.hasShell && { onHost: (_host, argv, options) => reach.run(argv, options) }),
    network: createNetwork(client),
    storage: createStorage(client, {
      backups: placesOf(config.backups).map(({ directory }) => directory),
    }),
    provision: createProvision({ site: name, client, shapes, settings: config }),
    screen: createScreen(client, way),
    names,
    checks: createChecks({ way, reach, client, shapes }),
    async close() {
      client.close();
    },
  };
}
