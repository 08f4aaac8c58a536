import { begin, locked, type Scene, taskOf } from './backup-task.ts';
import { damageOf, type SavedBackup } from './backups.ts';
import type { BackupCall } from './calls.ts';
import { everyId, sibling } from './made.ts';
import { BOOT_SECONDS } from './power.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { State, Task } from './state.ts';
import type { Found, World } from './world.ts';

type RestoreCall = Extract<BackupCall, { call: 'backup.restore' }>;

export function judgeRestore(
  scene: Scene,
  call: RestoreCall,
  backup: SavedBackup,
): Refusal | undefined {
  const { name } = call;
  return name === undefined
    ? restoreOver(scene, call, backup)
    : restoreAs(scene, { ...call, name }, backup);
}

/** Over its machine, or in the place of one that is gone. */
function restoreOver(scene: Scene, call: RestoreCall, backup: SavedBackup): Refusal | undefined {
  const { world } = scene;
  const { id, birth, name } = backup.machine;
  const found = scene.machine(id);
  if (found && found.birth !== birth) return taken(id, found);
  const refused = found ? (locked(found) ?? refuseOn(found)) : nameTaken(scene, name);
  if (refused) return refused;
  const task = { ...taskOf(call, backup.seed.diskBytes), failure: damageOf(world, backup) };
  const state = restored(call, backup, task.endsAt);
  if (found) {
    begin(world, { ...task, becomes: state }, { id, state: found.state });
    return undefined;
  }
  begin(world, task);
  comeToBe(world, task, { seed: { ...backup.seed, snapshots: [] }, birth, state });
  return undefined;
}

function restoreAs(
  scene: Scene,
  call: RestoreCall & { readonly name: string },
  backup: SavedBackup,
): Refusal | undefined {
  const { world } = scene;
  const refused = nameTaken(scene, call.name);
  if (refused) return refused;
  const { seed, birth } = sibling(world, backup.seed, { name: call.name, mark: call.id });
  const task = { ...taskOf(call, backup.seed.diskBytes), failure: damageOf(world, backup) };
  begin(world, task);
  comeToBe(world, task, { seed, birth, state: restored(call, backup, task.endsAt) });
  return undefined;
}

function comeToBe(world: World, task: Task, found: Found): void {
  if (task.failure !== undefined) return;
  world.made.set(found.seed.id, { ...found, from: task.endsAt, tag: task.call.tag });
}

function restored({ start, speed }: RestoreCall, backup: SavedBackup, end: number): State {
  return {
    state: start ? 'running' : 'stopped',
    bootedAt: end,
    files: backup.files,
    processes: [],
    snapshots: [],
    clockLag: 0,
    agentFrom: end + BOOT_SECONDS * 1000 * speed,
  };
}

/** Why another machine stands in the way of bringing this one back. */
export function taken(id: string, { seed }: Found): Refusal {
  const hint = 'Restore it under a new name: --as NAME.';
  return refusal('conflict', `the id ${id} belongs to another machine now, ${seed.name}`, hint);
}

export function nameTaken({ world, machine, at }: Scene, name: string): Refusal | undefined {
  for (const id of everyId(world)) {
    // One that is still being made has its name already.
    const found = machine(id) ?? coming(world, id, at);
    if (found?.seed.name === name) {
      return refusal('conflict', `there is already a machine ${name}`, 'Choose another name.');
    }
  }
  return undefined;
}

function coming({ made }: World, id: string, at: number): Found | undefined {
  const one = made.get(id);
  return one !== undefined && one.from > at ? one : undefined;
}

function refuseOn({ seed, state }: Found): Refusal | undefined {
  return state.state === 'stopped' || state.state === 'hibernated'
    ? undefined
    : refusal('conflict', `${seed.name} is ${state.state}, not off`, 'Stop it first.');
}
