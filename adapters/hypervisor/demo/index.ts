import { z } from 'zod';
import type { Hypervisor } from '../../../src/hypervisor.ts';
import { defineHypervisor, type SiteServices } from '../../../src/site.ts';
import { act } from './act.ts';
import { createBackups } from './backups.ts';
import { createChecks } from './checks.ts';
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
import { setup } from './setup.ts';
import { createSnapshots } from './snapshots.ts';
import { createStorage } from './storage.ts';
import { campusSize } from './world/fleet.ts';

/**
 * The site to try the bot on, and the folder to copy for an adapter of your own. The files here translate
 * between the port and a platform; `world/` is the platform, and is what you do not copy.
 */
const Config = z.strictObject({
  /** How long everything takes, as a share of what is believable: 1 for people, 0.01 for tests. */
  speed: z.number().positive().max(10).default(1),
  /** Whether tasks fail and warn now and then, as they do in life. */
  failures: z.boolean().default(true),
  /** How many machines: the campus of twelve, or a crowd for measuring. */
  machines: z.int().min(1).max(10_000).default(campusSize),
});
type Config = z.infer<typeof Config>;

export const demo = defineHypervisor<Config>({
  kind: 'demo',
  Config,
  create,
  fallback: true,
  setup,
});

function create(config: Config, services: SiteServices): Hypervisor {
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
