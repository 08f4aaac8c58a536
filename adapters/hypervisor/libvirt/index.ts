import { BotError } from '../../../src/errors.ts';
import { exec } from '../../../src/exec.ts';
import type { Hypervisor } from '../../../src/hypervisor.ts';
import { defineHypervisor, type SiteServices } from '../../../src/site.ts';
import { createBackups } from './backups/backups.ts';
import { placesOf } from './backups/settings.ts';
import { createChecks } from './checks/checks.ts';
import { createClient } from './client.ts';
import { Config } from './config.ts';
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
import { remarks } from './remarks.ts';
import { createScreen } from './screen.ts';
import { setup } from './setup/setup.ts';
import { createShapes } from './shapes.ts';
import { createSnapshots } from './snapshots/snapshots.ts';
import { createStorage } from './storage/storage.ts';
import { createUsage } from './usage.ts';
import { wayOf } from './way.ts';

/** KVM and QEMU machines of one libvirt, driven through `virsh`, here or over ssh. */
export const libvirt = defineHypervisor({
  kind: 'libvirt',
  Config,
  create: createLibvirt,
  detect,
  remarks,
  setup,
});

function createLibvirt(config: Config, { name, log }: SiteServices): Hypervisor {
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
    checks: createChecks(way, reach),
    async close() {
      client.close();
    },
  };
}

/** Milliseconds within which a libvirt that is there answers. */
const DETECT_LIMIT = 2_000;

async function detect(signal: AbortSignal): Promise<Config | undefined> {
  const config = Config.parse({});
  try {
    const options = { signal, timeoutMs: DETECT_LIMIT };
    const { exitCode } = await exec('virsh', ['-c', config.uri, 'uri'], options);
    return exitCode === 0 ? config : undefined;
  } catch (error) {
    if (error instanceof BotError) return undefined;
    throw error;
  }
}
