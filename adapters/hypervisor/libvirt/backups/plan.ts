import { BotError } from '../../../../src/errors.ts';
import { type Place, refuseFull } from '../../../../src/host/backup-places.ts';
import type { BackupPlace, BackupProspect, NewBackup } from '../../../../src/hypervisor/backups.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { isActive, readNow } from '../domain.ts';
import { lacks, needs, needWords, type Versions } from '../needs.ts';
import { diskSizes, type Sizes } from '../storage/disk-sizes.ts';
import { uuidWord } from '../words.ts';
import { type DefinedDisk, type Definition, parseDefinition } from './disks.ts';
import type { BackupDisk } from './manifest.ts';
import { type Survey, survey } from './survey.ts';

/** What one backup will do, found out once and kept with the operation. */
export interface Plan {
  readonly place: Place;
  readonly freeBytes: number;
  readonly capacityBytes: number;
  /** A running or paused machine is copied by its own QEMU. */
  readonly live: boolean;
  /** Whether its guest can be asked to hold still for the moment of the start. */
  readonly canFreeze: boolean;
  readonly disks: readonly BackupDisk[];
  readonly needsBytes: number;
  readonly nvram?: string | undefined;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

export interface Asked {
  readonly place: Place;
  readonly wanted: NewBackup;
  readonly signal: AbortSignal;
}

/** What the manifest, the definition and the like take beside the disks. */
const SLACK = 4 * 1024 * 1024;

export async function planBackup(client: Client, machine: Machine, asked: Asked): Promise<Plan> {
  const { place, wanted, signal } = asked;
  if (wanted.incremental) {
    throw new BotError('unsupported', 'this site makes full backups alone', {
      hint: 'Leave the word incremental out. Nothing was changed.',
    });
  }
  const now = await readNow(client, machine, signal);
  const live = isActive(now);
  if (live) refuseTooOld(await client.versions(signal));
  const [xml = ''] = await client.query([`dumpxml ${uuidWord(machine.id)}`], {
    signal,
    name: machine.name,
  });
  const definition = parseDefinition(xml);
  const kept = definition.disks.filter(({ leftOut }) => leftOut === undefined);
  refuseUnfit(machine, { kept, live });
  const sizes = await diskSizes(client, machine, signal);
  const onHost = kept.filter(hasPath);
  const surveyed = await survey(client.reach, { directory: place.directory, disks: onHost }, asked);
  const [snapshots = ''] = await client.query([`snapshot-list ${uuidWord(machine.id)} --name`], {
    signal,
    name: machine.name,
  });
  const disks = kept.map((disk) => backupDisk(disk, sizes));
  return {
    place,
    freeBytes: surveyed.freeBytes,
    capacityBytes: surveyed.capacityBytes,
    live,
    canFreeze: now.state === 'running',
    disks,
    needsBytes: disks.reduce((sum, disk) => sum + bytesFor(disk, { onHost, surveyed }), SLACK),
    nvram: definition.nvram,
    warnings: findings(definition, surveyed, place),
    notes: [
      ...stateNotes(now.state),
      ...(snapshots.trim() === '' ? [] : ['its snapshots are not in it']),
    ],
  };
}

function refuseTooOld(versions: Versions): void {
  if (!lacks(needs.backups, versions)) return;
  throw new BotError('unsupported', `this host cannot ${needs.backups.what}`, {
    hint: `${needWords(needs.backups, versions)}. A machine that is off can be backed up here. Nothing was changed.`,
  });
}

type OnHost = DefinedDisk & { readonly path: string };

function hasPath(disk: DefinedDisk): disk is OnHost {
  return disk.path !== undefined;
}

function refuseUnfit(
  machine: Machine,
  { kept, live }: { kept: readonly DefinedDisk[]; live: boolean },
): void {
  if (kept.length === 0) {
    throw new BotError('unsupported', `${machine.name} has no disk that a backup could hold`, {
      hint: 'CD-ROMs, floppy disks and read-only disks are left out. Nothing was changed.',
    });
  }
  const far = kept.filter((disk) => !hasPath(disk)).map(({ target }) => target);
  if (live || far.length === 0) return;
  throw new BotError('unsupported', `${far.join(', ')} of ${machine.name} is no file of its host`, {
    hint: 'Start the machine: its own QEMU can copy that disk. Nothing was changed.',
  });
}

function backupDisk(disk: DefinedDisk, sizes: Sizes): BackupDisk {
  const { target, path, type, format } = disk;
  const virtualBytes = sizes.get(target)?.capacityBytes;
  if (virtualBytes === undefined) {
    throw new BotError('failed', `the disk ${target} cannot be read`, {
      hint: 'Is its file still there? Nothing was changed.',
    });
  }
  return { target, file: `${target}.qcow2`, virtualBytes, path, type, format };
}

function bytesFor(
  { target, virtualBytes }: BackupDisk,
  { onHost, surveyed }: { onHost: readonly OnHost[]; surveyed: Survey },
): number {
  const at = onHost.findIndex((disk) => disk.target === target);
  // Of all its bytes, and of the tables that say where they are.
  return surveyed.disks[at]?.needsBytes ?? Math.ceil(virtualBytes * 1.002);
}

function findings({ disks, hasTpm }: Definition, surveyed: Survey, { directory }: Place): string[] {
  const leftOut = disks.filter((disk) => disk.leftOut !== undefined && disk.leftOut !== 'a CD-ROM');
  return [
    ...(surveyed.disks.some(({ shares }) => shares)
      ? ['it lies on the same disk as the machine: one fault can take both']
      : []),
    ...(surveyed.isWritable ? [] : [`the bot cannot write ${directory}`]),
    ...leftOut.map(({ target, leftOut: why }) => `${target || 'a disk'} is not in it: ${why}`),
    ...disks
      .filter(({ encrypted }) => encrypted)
      .map(({ target }) => `${target} is encrypted, and its copy in the backup is not`),
    ...(hasTpm ? ["its TPM's memory is not in it: keys sealed with it are lost"] : []),
  ];
}

function stateNotes(state: string): string[] {
  if (state === 'hibernated')
    return ['the memory it saved is not in it: its guest will find a disk as after a power cut'];
  if (state === 'paused') return ['it is paused: its disks are copied as after a power cut'];
  return state === 'running' ? [] : ['the machine is off: a copy of its disks is made'];
}

export function refuseWithoutRoom(plan: Plan): void {
  const { place, warnings } = plan;
  if (warnings.some((warning) => warning.startsWith('the bot cannot write'))) {
    throw new BotError('failed', `the bot cannot write ${place.directory}`, {
      hint: "Make the directory on libvirt's host and give it to the user whom the bot is there. Nothing was changed.",
    });
  }
  refuseFull(plan);
}

export function prospectOf(plan: Plan, host: string): BackupProspect {
  const place: BackupPlace = {
    host,
    name: plan.place.name,
    freeBytes: plan.freeBytes,
    capacityBytes: plan.capacityBytes,
  };
  return { place, needsBytes: plan.needsBytes, warnings: [...plan.warnings, ...plan.notes] };
}
