import { BotError } from '../../../../src/errors.ts';
import { bytes } from '../../../../src/format.ts';
import { type Place, refuseFull } from '../../../../src/host/backup-places.ts';
import type { BackupProspect, NewBackup } from '../../../../src/hypervisor/backups.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { type Info, readInfo } from '../info.ts';
import { parseSettings } from '../settings-file.ts';
import { type HeldDisk, heldDisks } from './disks.ts';
import { type Survey, survey } from './survey.ts';

/** What one backup will do, found out once and kept with the operation. */
export interface Plan {
  readonly place: Place;
  readonly freeBytes: number;
  readonly capacityBytes: number;
  /** VirtualBox exports no machine that is on: then a linked clone of a snapshot of it is exported. */
  readonly way: 'itself' | 'clone';
  /** Running, so that its snapshot is taken live. */
  readonly live: boolean;
  readonly diskBytes: number;
  readonly dataBytes: number;
  readonly needsBytes: number;
  /** Why nothing can be written. */
  readonly obstacle?: string | undefined;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

export interface Asked {
  readonly place: Place;
  readonly wanted: NewBackup;
  readonly signal: AbortSignal;
}

/** What the manifest, the description of the machine and the like take beside the disks. */
const SLACK = 4 * 1024 ** 2;
/** What cannot be compressed grows by a hundredth in a stream-optimized VMDK (seen with noise: 0.8 %). */
const GROWTH = 1.02;

export async function planBackup(client: Client, machine: Machine, asked: Asked): Promise<Plan> {
  const { place, wanted, signal } = asked;
  if (wanted.incremental) {
    throw new BotError('unsupported', 'VirtualBox makes full backups alone', {
      hint: 'Leave the word incremental out. Nothing was changed.',
    });
  }
  const info = await readInfo(client, machine, { signal });
  refuseUnfit(info, machine);
  const disks = await heldDisks(client, info, signal);
  const way = info.active || !isPlain(info.name) ? 'clone' : 'itself';
  const memory = info.active ? (info.memoryBytes ?? 0) : 0;
  const paths = disks.map(({ path }) => path);
  const surveyed = await survey(client.reach, { directory: place.directory, disks: paths }, signal);
  const dataBytes = sum(disks, 'dataBytes');
  return {
    place,
    freeBytes: surveyed.freeBytes,
    capacityBytes: surveyed.capacityBytes,
    way,
    live: info.state === 'running',
    diskBytes: sum(disks, 'capacityBytes'),
    dataBytes,
    // The clone has a copy of the memory until it is removed.
    needsBytes: Math.ceil(dataBytes * GROWTH) + memory + SLACK,
    obstacle: surveyed.isWritable
      ? await lacksRoomBeside(client, { info, memory, signal })
      : `the bot cannot write ${place.directory}`,
    warnings: await findings(client, { info, surveyed, place, signal }),
    notes: stateNotes(info),
  };
}

function sum(disks: readonly HeldDisk[], what: 'capacityBytes' | 'dataBytes'): number {
  return disks.reduce((all, disk) => all + disk[what], 0);
}

/**
 * VirtualBox names the disks in the appliance after the machine: with a line break in it the appliance cannot be
 * imported any more (7.2.22), and with a slash the disk of a restored one lies elsewhere. A clone has a plain name.
 */
export function isPlain(name: string): boolean {
  return /^[^./\\\p{C}\p{Zl}\p{Zp}][^/\\\p{C}\p{Zl}\p{Zp}]*$/u.test(name);
}

function refuseUnfit({ active, passing, state, reason }: Info, { name }: Machine): void {
  if (passing) {
    throw new BotError('conflict', `VirtualBox is at work on ${name} (${reason ?? state})`, {
      hint: 'Try again when that has ended. Nothing was changed.',
    });
  }
  if (!active || state === 'running' || state === 'paused') return;
  throw new BotError('conflict', `${name} is ${state} (${reason ?? 'no reason given'})`, {
    hint: 'Cut its power with `vm stop`; a machine that is off can be backed up. Nothing was changed.',
  });
}

interface Beside {
  readonly info: Info;
  readonly memory: number;
  readonly signal: AbortSignal;
}

/** A snapshot of a machine that is on writes its memory into the machine's own folder. */
async function lacksRoomBeside(client: Client, { info, memory, signal }: Beside) {
  if (memory === 0) return undefined;
  const directory = folderOf(info.settingsFile);
  const { freeBytes } = await survey(client.reach, { directory, disks: [] }, signal);
  if (memory + SLACK <= freeBytes) return undefined;
  return `${directory} has ${bytes(freeBytes)} free, and the snapshot that it is made from takes ${bytes(memory)} for its memory`;
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/')) || '/';
}

interface Found {
  readonly info: Info;
  readonly surveyed: Survey;
  readonly place: Place;
  readonly signal: AbortSignal;
}

async function findings(
  client: Client,
  { info, surveyed, place, signal }: Found,
): Promise<string[]> {
  const file = info.settingsFile;
  const settings = (await client.reach.files.read([file], signal)).get(file) ?? '';
  const { snapshots } = parseSettings(settings);
  // `state.tpm` stays beside the machine.
  const hasTpm = /<TrustedPlatformModule [^>]*type="v/.test(settings);
  return [
    ...(surveyed.shares
      ? ['it lies on the same disk as the machine: one fault can take both']
      : []),
    ...(hasTpm ? ["its TPM's memory is not in it: keys sealed with it are lost"] : []),
    ...(snapshots.length > 0
      ? [`an appliance holds no snapshots: its ${snapshots.length} are not in it`]
      : []),
    ...surveyed.left.map((name) => `an unfinished backup lies there: ${place.directory}/${name}`),
  ];
}

function stateNotes({ state, active }: Info): string[] {
  if (active) {
    return [
      `it is ${state}: its disks are as after a power cut`,
      'a snapshot serves for that, and is deleted again',
    ];
  }
  return state === 'hibernated'
    ? ['the memory it saved is not in it: its guest will find a disk as after a power cut']
    : [];
}

export function refuseWithoutRoom(plan: Plan): void {
  const { obstacle } = plan;
  if (obstacle !== undefined) {
    throw new BotError('conflict', obstacle, {
      hint: 'Make room, or give that directory to the user whose machines they are. Nothing was changed.',
    });
  }
  refuseFull(plan);
}

export function prospectOf(plan: Plan, host: string): BackupProspect {
  const { place, freeBytes, capacityBytes, needsBytes, obstacle, warnings, notes } = plan;
  const told = obstacle === undefined ? [] : [obstacle];
  return {
    place: { host, name: place.name, freeBytes, capacityBytes, problem: obstacle },
    needsBytes,
    warnings: [...told, ...warnings, ...notes],
  };
}
