import { BotError } from '../../../src/errors.ts';
import type {
  Backup,
  BackupPlace,
  BackupProspect,
  Backups,
  CreatedBackup,
  NewBackup,
  Restore,
  Restored,
  RestoreEffect,
  Verdict,
} from '../../../src/hypervisor/backups.ts';
import type { Machine } from '../../../src/hypervisor.ts';
import type { TaskControl } from '../../../src/operation.ts';
import { act } from './act.ts';
import type { Connection } from './connect.ts';
import { find } from './find.ts';
import { listMachines } from './machines.ts';
import { refuseBackup } from './world/backup-tasks.ts';
import {
  backupAt,
  backupsAt,
  damageOf,
  freeBytes,
  type SavedBackup,
  sizeOf,
} from './world/backups.ts';
import type { Seed } from './world/fleet.ts';
import { type Place, places, placesOf } from './world/places.ts';
import type { Refusal } from './world/refusal.ts';
import { nameTaken, taken } from './world/restore-tasks.ts';
import { machineAt, sceneAt, type World } from './world/world.ts';

/** Backups of the pretended hypervisor. */
export function createBackups(connection: Connection, site: string): Backups {
  return {
    places: async (signal) => {
      signal.throwIfAborted();
      const world = connection.look();
      return places.flatMap((place) => place.hosts.map((host) => placeOf(world, place, host)));
    },
    list: async ({ signal, machine }) => {
      signal.throwIfAborted();
      const world = connection.look();
      return backupsAt(world, Date.now())
        .filter((one) => machine === undefined || isOf(machine, one))
        .map((one) => backupOf(world, site, one));
    },
    prospect: async (machine, wanted, signal) => {
      signal.throwIfAborted();
      return prospect(connection, machine, wanted);
    },
    create: (machine, wanted, task) => create({ connection, site }, { machine, wanted }, task),
    verify: (backup, task) => verify(connection, backup, task),
    restoreEffect: async (backup, wanted, signal) => {
      signal.throwIfAborted();
      return restoreEffect({ connection, site }, backup, wanted);
    },
    restore: (backup, wanted, task) => restore(connection, { backup, wanted }, task),
    delete: (backup, task) =>
      act(connection, backup.machine, { call: 'backup.delete', backup: backup.id }, task),
  };
}

interface Way {
  readonly connection: Connection;
  readonly site: string;
}

function isOf({ id, birth }: Machine, { machine }: SavedBackup): boolean {
  return machine.id === id && machine.birth === birth;
}

function placeOf(world: World, { name, capacityBytes }: Place, host: string): BackupPlace {
  return { host, name, capacityBytes, freeBytes: freeBytes(world, name, Date.now()) };
}

function backupOf(world: World, site: string, saved: SavedBackup): Backup {
  const { id, host, place, machine, createdAt, note, kind, parent, bytes, seed } = saved;
  const verifiedAt =
    (saved.verifiedAt ?? Number.POSITIVE_INFINITY) <= Date.now() && saved.verifiedAt;
  return {
    ...{ site, host, place, id, machine, createdAt, note, kind, parent, bytes },
    diskBytes: seed.diskBytes,
    verified: verifiedAt ? { at: verifiedAt, verdict: verdictOf(world, saved) } : undefined,
    warnings: ownDisk(place) ? [onOwnDisk] : [],
  };
}

const onOwnDisk = 'it lies on the same disk as the machine';

function ownDisk(name: string): boolean {
  return places.some((place) => place.name === name && place.ownDisk);
}

function verdictOf(world: World, saved: SavedBackup): Verdict {
  const damage = damageOf(world, saved);
  return damage === undefined
    ? { whole: true, says: 'all of it has the checksums that were written with it' }
    : { whole: false, says: damage };
}

function prospect(connection: Connection, machine: Machine, wanted: NewBackup): BackupProspect {
  const { seed, state } = find(connection, machine);
  const world = connection.look();
  const now = Date.now();
  const place = chosen(seed, wanted);
  const kind = wanted.incremental ? 'incremental' : 'full';
  const refused = refuseBackup(
    world,
    { seed },
    { place: place.name, kind, machine: seed.id, at: now },
  );
  // Too little room is told by the figures.
  if (refused && refused.code !== 'conflict') throw errorOf(refused);
  const off = state.state === 'stopped';
  // One that somebody put in later counts too.
  const answers = seed.agent || (state.pastedAt !== undefined && now >= state.pastedAt);
  const silentGuest = !answers && !off;
  return {
    place: placeOf(world, place, seed.host),
    needsBytes: sizeOf(seed, kind),
    silentGuest,
    warnings: [
      ...(place.ownDisk ? [onOwnDisk] : []),
      ...(silentGuest ? ['no guest agent: the disks are copied as after a power cut'] : []),
    ],
  };
}

function chosen(seed: Seed, wanted: NewBackup): Place {
  const here = placesOf(seed.host);
  const found =
    wanted.place === undefined ? here[0] : here.find(({ name }) => name === wanted.place);
  if (found) return found;
  throw new BotError('not-found', `${seed.host} has no backup place ${wanted.place}`, {
    hint: `It has ${here.map(({ name }) => name).join(', ')}.`,
  });
}

function errorOf({ code, message, hint }: Refusal): BotError {
  return new BotError(code, message, { hint });
}

async function create(
  { connection, site }: Way,
  { machine, wanted }: { readonly machine: Machine; readonly wanted: NewBackup },
  task: TaskControl,
): Promise<CreatedBackup> {
  const { seed } = find(connection, machine);
  const { name: place } = chosen(seed, wanted);
  const kind = wanted.incremental ? 'incremental' : 'full';
  const call = { call: 'backup.create', place, note: wanted.note, kind } as const;
  const outcome = await act(connection, machine, call, task);
  const world = connection.look();
  const made = backupsAt(world, Date.now()).find(({ tag }) => tag === task.tag);
  if (!made) throw new BotError('undecided', 'The backup was made, and is gone again');
  return { ...outcome, backup: backupOf(world, site, made) };
}

async function verify(
  connection: Connection,
  { id, machine }: Backup,
  task: TaskControl,
): Promise<Verdict> {
  await act(connection, machine, { call: 'backup.verify', backup: id }, task);
  const world = connection.look();
  const saved = backupAt(world, id, Date.now());
  if (!saved) throw new BotError('not-found', 'The backup was deleted meanwhile');
  return verdictOf(world, saved);
}

function restoreEffect({ connection, site }: Way, { id }: Backup, wanted: Restore): RestoreEffect {
  const world = connection.look();
  const now = Date.now();
  const saved = backupAt(world, id, now);
  if (!saved) throw new BotError('not-found', `There is no backup ${id}`);
  const needsBytes = saved.seed.diskBytes;
  if (wanted.as === 'new') {
    refuse(nameTaken(sceneAt(world, now), wanted.name));
    return { needsBytes, says: ['its network card gets a new address'] };
  }
  const found = machineAt(world, saved.machine.id, now);
  if (!found) {
    refuse(nameTaken(sceneAt(world, now), saved.machine.name));
    return { needsBytes, says: [] };
  }
  if (found.birth !== saved.machine.birth) throw errorOf(taken(saved.machine.id, found));
  const names = found.state.snapshots.map(({ name }) => name);
  const replaces = listMachines(world, site, now).find((one) => one.id === saved.machine.id);
  const says = [
    ...(names.length > 0 ? [deleted(names)] : []),
    ...(found.state.state === 'hibernated' ? ['the memory it saved is thrown away'] : []),
  ];
  return { replaces, needsBytes, says };
}

function deleted(names: readonly string[]): string {
  return names.length === 1
    ? `snapshot ${names[0]} is deleted`
    : `snapshots ${names.join(', ')} are deleted`;
}

function refuse(refused: Refusal | undefined): void {
  if (refused) throw errorOf(refused);
}

async function restore(
  connection: Connection,
  { backup, wanted }: { readonly backup: Backup; readonly wanted: Restore },
  task: TaskControl,
): Promise<Restored> {
  const name = wanted.as === 'new' ? wanted.name : undefined;
  const call = { call: 'backup.restore', backup: backup.id, name, start: wanted.start } as const;
  const outcome = await act(connection, backup.machine, call, task);
  const made = connection
    .look()
    .made.values()
    .find(({ tag }) => tag === task.tag);
  return { ...outcome, id: made?.seed.id ?? backup.machine.id };
}
