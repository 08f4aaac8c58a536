import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRights, type Rights } from '../access/rights.ts';
import { createFaults, type FaultBook } from '../faults.ts';
import { refuse } from '../refusal.ts';
import { fileOf, type Guest, type Kind } from './guest.ts';
import { createLocks, type Locks } from './locks.ts';
import { plant } from './planting.ts';
import type { GuestSeed, Interface, NodeSeed, Seed } from './seed.ts';
import { imagesOf, type Storage, storageOf, type Volume, volumesOf } from './storage.ts';
import type { Work } from './task-run.ts';
import { createTasks, type Tasks } from './tasks.ts';

export interface Pool {
  readonly id: string;
  comment: string | undefined;
  readonly storages: Set<string>;
}

export interface Node {
  readonly name: string;
  readonly id: number;
  readonly cores: number;
  readonly memory: number;
  readonly bootedAt: number;
  /** What machines can be connected to there. */
  readonly bridges: string[];
  /** What its file of interfaces says beside that they are there. */
  readonly interfaces: Map<string, Interface>;
}

/** How fast things go. Each is short for tests; in life they are what stands beside. */
export interface Pace {
  /** What a task takes that says nothing else. */
  readonly taskMs: number;
  /** How often pvestatd looks: 10 s. */
  readonly statMs: number;
  /** How long a lock is waited for: 10 s. */
  readonly lockMs: number;
  /** How long a silent agent is waited for: 3 s. */
  readonly agentMs: number;
  /** How much shorter a guest's own waits are: a shutdown that may take 60 s ends after 60 times this. */
  readonly secondMs: number;
}

export interface World {
  readonly nodes: Map<string, Node>;
  readonly guests: Map<number, Guest>;
  readonly storages: Map<string, Storage>;
  readonly pools: Map<string, Pool>;
  readonly volumes: Volume[];
  readonly tasks: Tasks;
  readonly locks: Locks;
  /** What was set of its firewall: for all of it, and by vmid. */
  readonly firewall: {
    readonly cluster: Record<string, string | number>;
    readonly guests: Map<number, Record<string, string | number>>;
  };
  readonly rights: Rights;
  readonly faults: FaultBook;
  readonly pace: Pace;
  /** Milliseconds and seconds of the clock. */
  now(): number;
  seconds(): number;
  /** Starts a task and gives its UPID at once. */
  begin(work: Work): string;
  /** Throws 500 "Configuration file 'nodes/pve1/qemu-server/999.conf' does not exist". */
  guest(kind: Kind, node: string, vmid: number): Guest;
  /** Makes one; in the place of what has its vmid. */
  plant(seed: GuestSeed): Guest;
  /** Throws 500 where it is not there; waits while it hangs. */
  storage(id: string, node?: string): Promise<Storage>;
}

interface WorldOptions {
  readonly seed: Seed;
  readonly pace: Pace;
  now(): number;
}

export function createWorld({ seed, pace, now }: WorldOptions): World {
  const faults = createFaults();
  const seconds = () => now() / 1000;
  const storages = new Map(seed.storages.map((one) => [one.id, storageOf(one)]));
  const guests = new Map<number, Guest>();
  const pools = new Map<string, Pool>(
    seed.pools.map(({ id, comment }) => [id, { id, comment, storages: new Set() }]),
  );
  const tasks = createTasks({ taskMs: pace.taskMs, seconds, fault: faults.faultFor });
  const volumes: Volume[] = [];
  let life = 0;

  const world: World = {
    nodes: new Map(seed.nodes.map((one, index) => [one.name, nodeOf(one, index + 1, now())])),
    guests,
    storages,
    pools,
    volumes,
    tasks,
    locks: createLocks(pace.lockMs),
    rights: createRights((path) => poolOf(path, guests, pools)),
    faults,
    firewall: { cluster: {}, guests: new Map() },
    pace,
    now,
    seconds,
    begin: tasks.begin,
    guest(kind, node, vmid) {
      const found = guests.get(vmid);
      if (found !== undefined && found.kind === kind && found.node === node) return found;
      throw refuse(`Configuration file '${fileOf(kind, node, vmid)}' does not exist`);
    },
    plant(one) {
      life += 1;
      const guest = plant(one, { storages, now: now(), life });
      guests.set(guest.vmid, guest);
      volumes.push(...volumesOf(guest, storages, seconds()));
      return guest;
    },
    async storage(id, node) {
      const found = storages.get(id);
      if (found === undefined) throw refuse(`storage '${id}' does not exist`);
      if (node !== undefined && found.nodes?.includes(node) === false)
        throw refuse(`storage '${id}' is not available on node '${node}'`);
      while (faults.hangingStorages.has(id)) await sleep(10);
      if (!found.enabled) throw refuse(`storage '${id}' is disabled`);
      if (!found.online) throw refuse(`storage '${id}' is not online`);
      return found;
    },
  };
  for (const one of seed.guests) world.plant(one);
  volumes.push(...imagesOf(seed, storages, seconds()));
  return world;
}

function nodeOf(
  {
    name,
    cores = 8,
    memory = 33_554_432_000,
    bridges = ['vmbr0', 'vmbr1'],
    interfaces = {},
  }: NodeSeed,
  id: number,
  now: number,
): Node {
  const bootedAt = now - randomInt(3_600_000, 900_000_000);
  const words = new Map(Object.entries(interfaces));
  return { name, id, cores, memory, bootedAt, bridges: [...bridges], interfaces: words };
}

function poolOf(
  path: string,
  guests: ReadonlyMap<number, Guest>,
  pools: ReadonlyMap<string, Pool>,
): string | undefined {
  const [, place, id = ''] = path.split('/');
  if (place === 'vms') return guests.get(Number(id))?.pool;
  if (place === 'storage') return pools.values().find((pool) => pool.storages.has(id))?.id;
  return undefined;
}
