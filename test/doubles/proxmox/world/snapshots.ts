import { asleep, poweredOff } from '../inside/inside.ts';
import { demandUnlocked, disksOf, type Guest, isTemplate, type Snapshot } from './guest.ts';
import { powerOff, powerOn } from './power.ts';
import { canSnapshot, isNewestOnly } from './storage.ts';
import type { Running } from './task-run.ts';
import type { World } from './world.ts';

/** One machine, in a task. */
interface Place {
  readonly world: World;
  readonly guest: Guest;
  readonly task: Running;
}

/** Whether all its disks are where they can be snapshotted. */
export function hasSnapshots({ storages }: World, guest: Guest): boolean {
  return disksOf(guest).every(({ storage, volid }) => {
    const found = storages.get(storage);
    return found !== undefined && canSnapshot(found, volid);
  });
}

/** @param fail makes the error: a refusal before a task, the task's failure in it. */
export function snapshotOf(
  { snapshots }: Guest,
  name: string,
  fail: (text: string) => Error = (text) => new Error(text),
): Snapshot {
  const found = snapshots.find((snapshot) => snapshot.name === name);
  if (found === undefined) throw fail(`snapshot '${name}' does not exist`);
  return found;
}

/** One that breaks in the middle leaves the lock, and a snapshot in the state "prepare". */
export async function addSnapshot(
  { world, guest, task }: Place,
  wanted: { readonly name: string; readonly description: string; readonly withRam: boolean },
): Promise<void> {
  const { name, description, withRam } = wanted;
  demandUnlocked(guest);
  if (isTemplate(guest)) throw new Error("you can't take a snapshot if it's a template");
  if (guest.snapshots.some((snapshot) => snapshot.name === name))
    throw new Error(`snapshot name '${name}' already used`);
  if (!hasSnapshots(world, guest)) throw new Error('snapshot feature is not available');
  const vmstate = withRam && guest.state !== 'stopped';
  const snaptime = Math.floor(world.seconds());
  const config = { ...guest.config };
  const { parent } = guest;
  const made: Snapshot = {
    name,
    description,
    snaptime,
    vmstate,
    parent,
    config,
    inside: vmstate ? asleep(guest, world.now()) : poweredOff(guest.inside),
    state: 'prepare',
  };
  guest.snapshots.push(made);
  guest.config['lock'] = 'snapshot';
  const isVm = guest.kind === 'qemu';
  if (vmstate) task.log(`saving VM state and RAM using storage '${disksOf(guest)[0]?.storage}'`);
  await task.midway(world.pace.taskMs);
  if (vmstate) task.log('completed saving the VM state in 0s, saved 99.58 MiB');
  for (const { key, volid } of isVm ? disksOf(guest) : [])
    task.log(`snapshotting 'drive-${key}' (${volid})`);
  delete made.state;
  delete guest.config['lock'];
  guest.parent = name;
}

/** What stood on it stands on what it stood on. */
export async function dropSnapshot({ world, guest, task }: Place, name: string): Promise<void> {
  demandUnlocked(guest);
  const gone = snapshotOf(guest, name);
  guest.config['lock'] = 'snapshot-delete';
  await task.midway(world.pace.taskMs);
  guest.snapshots = guest.snapshots.filter((snapshot) => snapshot !== gone);
  for (const snapshot of guest.snapshots)
    if (snapshot.parent === name) snapshot.parent = gone.parent;
  if (guest.parent === name) guest.parent = gone.parent;
  delete guest.config['lock'];
}

/** Later ones are kept; on ZFS they are in the way. Without its memory it is left stopped. */
export async function rollBack(
  { world, guest, task }: Place,
  name: string,
  start: boolean,
): Promise<void> {
  demandUnlocked(guest);
  const snapshot = snapshotOf(guest, name);
  if (isTemplate(guest)) throw new Error("you can't rollback if vm is a template");
  if (snapshot.state !== undefined)
    throw new Error(`unable to rollback to incomplete snapshot (snapstate = ${snapshot.state})`);
  demandNewest(world, guest, name);
  guest.config['lock'] = 'rollback';
  powerOff(guest);
  await task.midway(world.pace.taskMs);
  guest.config = { ...snapshot.config };
  guest.inside = snapshot.inside;
  guest.parent = name;
  if (snapshot.vmstate || start) powerOn(world, guest);
}

function demandNewest({ storages }: World, guest: Guest, name: string): void {
  if (guest.snapshots.at(-1)?.name === name) return;
  for (const { storage, volid } of disksOf(guest)) {
    const found = storages.get(storage);
    if (found !== undefined && isNewestOnly(found))
      throw new Error(
        `can't rollback, '${name}' is not most recent snapshot on '${volid.slice(storage.length + 1)}'`,
      );
  }
}
