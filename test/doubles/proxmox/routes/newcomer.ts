import { freshInside, type Inside } from '../inside/inside.ts';
import { refuse } from '../refusal.ts';
import type { Call } from '../route.ts';
import type { Config, Guest, Kind } from '../world/guest.ts';
import { freeAll } from '../world/guest-work.ts';
import { powerOn } from '../world/power.ts';
import type { Running } from '../world/task-run.ts';
import type { World } from '../world/world.ts';

/** Whether somebody may make a machine of that id: there, or in the pool it goes into. */
export function demandAllocate({ who, params }: Call, vmid: number): void {
  const pool = params.text('pool');
  if (pool !== undefined && who.may(`/pool/${pool}`, 'VM.Allocate')) return;
  who.demand(`/vms/${vmid}`, 'VM.Allocate');
}

/** Where it is in the cluster already: "VM 100 already exists on node 'pve1'". */
export function takenBy({ guests }: World, vmid: number): string | undefined {
  const found = guests.get(vmid);
  if (found === undefined) return;
  return `${found.kind === 'qemu' ? 'VM' : 'CT'} ${vmid} already exists on node '${found.node}'`;
}

export function demandPool({ world, params }: Call): void {
  const pool = params.text('pool');
  if (pool !== undefined && !world.pools.has(pool)) throw refuse(`pool '${pool}' does not exist`);
}

/** A file with nothing in it but a lock, so that nobody else takes the id; all can see it. */
export function reserve(
  { world, params, node }: Call,
  kind: Kind,
  vmid: number,
  lock: string,
): Guest {
  const guest: Guest = {
    vmid,
    kind,
    node,
    config: { lock },
    pending: {},
    state: 'stopped',
    startedAt: world.now(),
    pausedAt: undefined,
    pausedMs: 0,
    pid: 3000 + vmid,
    snapshots: [],
    parent: undefined,
    pool: params.text('pool'),
    ha: undefined,
    agent: 'alive',
    acpi: 'ignores',
    inside: freshInside('', 'nothing'),
  };
  world.guests.set(vmid, guest);
  return guest;
}

/** What is on its disk, and so whether anything heeds the power button. */
export function fill(guest: Guest, inside: Inside): void {
  guest.inside = inside;
  guest.acpi = inside.system === 'linux' ? 'heeds' : 'ignores';
}

/** Runs the making of it; where that fails nothing is left of it. */
export async function made(
  world: World,
  guest: Guest,
  prefix: string,
  run: () => Promise<Config>,
): Promise<void> {
  try {
    guest.config = await run();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (reason === 'unexpected status') throw error;
    freeAll({ world, guest });
    if (world.guests.get(guest.vmid) === guest) world.guests.delete(guest.vmid);
    throw new Error(`${prefix}${reason}`);
  }
}

export function demandQuorum({ world }: Call): void {
  if (world.faults.noQuorum) throw new Error('cluster not ready - no quorum?');
}

/** In a task of its own. */
export function startAfter({ world, who }: Call, guest: Guest, task: Running): void {
  const { kind, node, vmid } = guest;
  task.log('Execute autostart');
  world.begin({
    type: kind === 'qemu' ? 'qmstart' : 'vzstart',
    node,
    id: vmid,
    who,
    onEnd: () => powerOn(world, guest),
  });
}

export interface Making {
  readonly type: string;
  readonly id: number;
  readonly guest: Guest;
  /** Whether it was reserved for this; else only its lock goes. */
  readonly isNew: boolean;
  run(task: Running): Promise<void>;
}

/** A task on a machine that is locked for it; where it ends before it has begun, the lock goes with it. */
export function beginMaking({ world, node, who }: Call, making: Making): string {
  const { type, id, guest, isNew } = making;
  let hasBegun = false;
  const upid = world.begin({
    type,
    node,
    id,
    who,
    run(task) {
      hasBegun = true;
      return making.run(task);
    },
    onSettled() {
      const ended = world.tasks.all.find((task) => task.upid === upid);
      if (hasBegun || ended?.exitstatus === 'unexpected status') return;
      if (isNew) world.guests.delete(guest.vmid);
      else delete guest.config['lock'];
    },
  });
  return upid;
}
