import type { Host, Machine, Usage } from '../../../src/hypervisor.ts';
import { digits } from './world/dice.ts';
import { hosts, type SeedHost } from './world/fleet.ts';
import { life } from './world/life.ts';
import { everyId } from './world/made.ts';
import { isOn } from './world/state.ts';
import { type Found, machineAt, type World } from './world/world.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Every machine in one look, in the port's words. */
export function listMachines(world: World, site: string, now: number): readonly Machine[] {
  return everyMachine(world, now).map(({ seed, birth, state }) => ({
    site,
    host: seed.host,
    id: seed.id,
    birth,
    name: seed.name,
    kind: seed.kind,
    state: state.task?.call.call === 'shutdown' ? 'stopping' : state.state,
    stateReason: state.task && `locked (${state.task.call.call})`,
    cpus: seed.cpus,
    memoryBytes: seed.memoryBytes,
    tags: state.tags ?? seed.tags,
    note: state.note || undefined,
    pool: seed.pool,
  }));
}

export function listUsage(world: World, now: number): readonly Usage[] {
  return everyMachine(world, now)
    .filter(({ state }) => isOn(state))
    .map((found) => usage(found, now));
}

function usage({ seed, state }: Found, now: number): Usage {
  const figures = life(seed, state, now);
  const awake = state.state === 'running';
  const { readBytesPerSecond, writtenBytesPerSecond } = figures;
  const { receivedBytesPerSecond, sentBytesPerSecond } = figures;
  const disk = {
    name: 'scsi0',
    path: `${seed.storage}:vm-${seed.id}-disk-0`,
    capacityBytes: seed.diskBytes,
    allocatedBytes: figures.diskUsedBytes,
    ...(awake && { readBytesPerSecond, writtenBytesPerSecond }),
  };
  const { receivedBytes, sentBytes } = figures;
  return {
    id: seed.id,
    at: now,
    cpuFraction: state.state === 'running' ? figures.cpuFraction : 0,
    // Only the guest itself can say what it uses of its memory.
    memoryUsedBytes: seed.agent ? figures.memoryUsedBytes : undefined,
    memoryBytes: seed.memoryBytes,
    hostMemoryBytes: Math.round(seed.memoryBytes * 0.9 + 64 * 1024 ** 2),
    disks: [
      disk,
      ...(seed.scratch ? [{ name: scratchDisk, capacityBytes: 2 * seed.diskBytes }] : []),
    ],
    nics: [
      {
        name: 'net0',
        mac: seed.mac,
        receivedBytes,
        sentBytes,
        ...(awake && { receivedBytesPerSecond, sentBytesPerSecond }),
      },
    ],
  };
}

/** The disk that no snapshot holds. */
export const scratchDisk = 'scsi1';

export function listHosts(world: World, site: string, now: number): readonly Host[] {
  const machines = everyMachine(world, now).filter(({ state }) => state.state === 'running');
  return hosts.map((host) => {
    const here = machines.filter(({ seed }) => seed.host === host.name);
    return describe(world, site, { host, here, now });
  });
}

interface HostNow {
  readonly host: SeedHost;
  readonly here: readonly Found[];
  readonly now: number;
}

/** A host is as busy as its machines together, and a little for itself. */
function describe(world: World, site: string, { host, here, now }: HostNow): Host {
  const figures = here.map(({ seed, state }) => ({ seed, ...life(seed, state, now) }));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const load = (index: 0 | 1 | 2) => 0.2 + sum(figures.map((each) => each.load[index]));
  const busy = 0.2 + sum(figures.map((each) => each.cpuFraction * each.seed.cpus));
  const used = 2 * 1024 ** 3 + sum(here.map(({ seed }) => seed.memoryBytes * 0.9));
  return {
    site,
    name: host.name,
    addresses: [host.address],
    machineId: digits(32, site, host.name),
    version: 'demo hypervisor 1.0',
    cpus: host.cpus,
    cpuFraction: Math.min(1, busy / host.cpus),
    memoryBytes: host.memoryBytes,
    memoryUsedBytes: Math.min(host.memoryBytes, Math.round(used)),
    load: [load(0), load(1), load(2)],
    uptimeMs: now - world.born + host.upDays * DAY,
  };
}

function everyMachine(world: World, now: number): readonly Found[] {
  return everyId(world).flatMap((id) => machineAt(world, id, now) ?? []);
}
