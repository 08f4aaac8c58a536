import type { Hypervisor } from '../../../src/hypervisor.ts';
import type { SiteServices } from '../../../src/site.ts';
import { act } from './act.ts';
import { createBackups } from './backups.ts';
import { createChecks } from './checks.ts';
import type { Config } from './config.ts';
import { connect } from './connect.ts';
import { createGuest } from './guest.ts';
import { createHistory } from './history.ts';
import { createLabels } from './labels.ts';
import { listHosts, listMachines, listUsage } from './machines.ts';
import { names } from './names.ts';
import { createNetwork } from './network.ts';
import { createOnHost } from './on-host.ts';
import { createProvision } from './provision.ts';
import { createScreen } from './screen.ts';
import { createSnapshots } from './snapshots.ts';
import { createStorage } from './storage.ts';

/** Opens nothing yet: the first question does. */
export function createSite(config: Config, services: SiteServices): Hypervisor {
  const site = services.name;
  const connection = connect(config, services);
  return {
    site: { name: site, kind: 'demo', demo: true },
    hosts: async (signal) => {
      signal.throwIfAborted();
      return listHosts(connection.look(), site, Date.now());
    },
    machines: async (signal) => {
      signal.throwIfAborted();
      return listMachines(connection.look(), site, Date.now());
    },
    usage: async (signal) => {
      signal.throwIfAborted();
      return listUsage(connection.look(), Date.now());
    },
    power: (machine, action, task) => act(connection, machine, { call: action }, task),
    snapshots: createSnapshots(connection),
    backups: createBackups(connection, site),
    guest: createGuest(connection),
    names,
    labels: createLabels(connection),
    onHost: createOnHost(connection),
    network: createNetwork(connection),
    history: createHistory(connection, site),
    screen: createScreen(connection),
    provision: createProvision(connection, site),
    storage: createStorage(connection),
    checks: createChecks(connection, site),
    close: async () => connection.close(),
  };
}
