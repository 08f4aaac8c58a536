import { begin, locked, type Scene, taskOf } from './backup-task.ts';
import { backupAt, backupsAt, childrenOf, freeBytes, type SavedBackup, sizeOf } from './backups.ts';
import type { BackupCall, Call } from './calls.ts';
import { backupId } from './first-backups.ts';
import { placesOf } from './places.ts';
import { type Refusal, refusal } from './refusal.ts';
import { judgeRestore } from './restore-tasks.ts';
import type { Task } from './state.ts';
import type { Found, World } from './world.ts';

export function isBackupCall(call: Call): call is BackupCall {
  return call.call.startsWith('backup.');
}

/** Accepts a call about backups as a task, or gives the hypervisor's no. */
export function judgeBackup(scene: Scene, call: BackupCall): Refusal | undefined {
  const { world } = scene;
  if (call.call === 'backup.create') return create(scene, call);
  const backup = backupAt(world, call.backup, call.at);
  if (!backup) return refusal('not-found', `there is no backup ${call.backup}`);
  switch (call.call) {
    case 'backup.verify':
      return verify(world, call, backup);
    case 'backup.delete':
      return remove(world, call, backup);
    case 'backup.restore':
      return judgeRestore(scene, call, backup);
    default:
      return call satisfies never;
  }
}

function create(
  { world, machine }: Scene,
  call: Extract<BackupCall, { call: 'backup.create' }>,
): Refusal | undefined {
  const found = machine(call.machine);
  if (!found) return refusal('not-found', `there is no machine ${call.machine}`);
  const refused = locked(found) ?? refuseBackup(world, found, call);
  if (refused) return refused;
  const { seed, birth, state } = found;
  const bytes = sizeOf(seed, call.kind);
  const task = taskOf(call, bytes);
  const id = backupId(call.place, seed, call.id);
  world.backups.set(id, {
    id,
    place: call.place,
    host: seed.host,
    machine: { id: seed.id, birth, name: seed.name },
    createdAt: call.at,
    note: call.note,
    kind: call.kind,
    parent: call.kind === 'full' ? undefined : baseOf(world, call)?.id,
    bytes,
    seed,
    files: state.files,
    from: task.endsAt,
    tag: call.tag,
  });
  begin(world, task, { id: seed.id, state });
  return undefined;
}

/** Why a backup cannot be begun now. */
export function refuseBackup(
  world: World,
  { seed }: Pick<Found, 'seed'>,
  call: {
    readonly place: string;
    readonly kind: SavedBackup['kind'];
    readonly machine: string;
    readonly at: number;
  },
): Refusal | undefined {
  const there = placesOf(seed.host);
  if (!there.some(({ name }) => name === call.place)) {
    const names = there.map(({ name }) => name).join(', ');
    return refusal('not-found', `${seed.host} has no place ${call.place}`, `It has ${names}.`);
  }
  if (call.kind === 'incremental' && baseOf(world, call) === undefined) {
    const hint = 'Make a full one first.';
    return refusal('unsupported', `there is no backup of ${seed.name} on ${call.place} yet`, hint);
  }
  return sizeOf(seed, call.kind) > freeBytes(world, call.place, call.at)
    ? refusal(
        'conflict',
        `No space left on ${call.place}`,
        'Make room there, or name another place.',
      )
    : undefined;
}

function baseOf(
  world: World,
  { place, machine, at }: { readonly place: string; readonly machine: string; readonly at: number },
): SavedBackup | undefined {
  return backupsAt(world, at).find((one) => one.machine.id === machine && one.place === place);
}

function verify(world: World, call: BackupCall, backup: SavedBackup): undefined {
  const task = taskOf(call, backup.bytes);
  world.backups.set(backup.id, { ...backup, verifiedAt: task.endsAt });
  begin(world, task);
}

function remove(world: World, call: BackupCall, backup: SavedBackup): Refusal | undefined {
  const children = childrenOf(world, backup, call.at);
  if (children.length > 0) {
    const hint = 'Delete the later ones first.';
    return refusal('conflict', `${children.length} later backups stand on ${backup.id}`, hint);
  }
  const task = taskOf(call, backup.bytes);
  world.backups.set(backup.id, { ...backup, until: task.endsAt });
  begin(world, task);
  return undefined;
}

/** Stops a task about backups: nothing of it is left. False when it is none of these, or has ended. */
export function stopBackup(
  world: World,
  { task: id, at }: { readonly task: string; readonly at: number },
): boolean {
  const task = world.tasks.get(id);
  if (!task || !isBackupCall(task.call) || at >= task.endsAt) return false;
  world.tasks.set(id, { ...task, cancelledAt: at });
  undo(world, task);
  const machine = world.states.get(task.call.machine);
  if (machine?.task?.call.id === id) {
    world.states.set(task.call.machine, { ...machine, task: undefined });
  }
  return true;
}

function undo({ backups, made }: World, { call, endsAt }: Task): void {
  for (const backup of backups.values()) {
    if (call.call === 'backup.create' && backup.tag === call.tag && backup.from === endsAt) {
      backups.delete(backup.id);
    } else if (backup.until === endsAt) backups.set(backup.id, { ...backup, until: undefined });
    else if (backup.verifiedAt === endsAt) {
      backups.set(backup.id, { ...backup, verifiedAt: undefined });
    }
  }
  for (const [id, { from, tag }] of made) if (from === endsAt && tag === call.tag) made.delete(id);
}
