import { posix } from 'node:path';
import type { NewSnapshot, Obstacle } from '../../../../src/hypervisor/snapshots.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { listed } from '../../../../src/line/usage.ts';
import type { Client } from '../client.ts';
import { isActive, type Now, readNow } from '../domain.ts';
import { lacks, needs, needWords, type Versions } from '../needs.ts';
import { fileName } from '../storage/our-files.ts';
import { uuidWord } from '../words.ts';
import { parseGround, type SnapshotGround } from './disks.ts';
import { currentName, readRecord } from './records.ts';
import type { SnapshotRecord } from './xml.ts';

/** What a machine is like, as far as its next snapshot is concerned. */
interface Ground extends SnapshotGround {
  readonly now: Now;
  readonly versions: Versions;
  readonly hasShell: boolean;
  /** The snapshot its present state grows from. */
  readonly current?: Pick<SnapshotRecord, 'name' | 'isExternal'> | undefined;
}

/** How a snapshot is asked for. JSON: it is kept, as afterwards the machine stands on other files. */
export interface SnapshotPlan {
  readonly flags: readonly string[];
  /** Absent for one inside the disks. */
  readonly external?: ExternalParts | undefined;
}

export interface ExternalParts {
  /** The file the RAM goes to; absent without it. */
  readonly memory?: string | undefined;
  /** What each disk goes on in; those without a file are left out. */
  readonly disks: readonly { readonly target: string; readonly file?: string | undefined }[];
}

export async function readGround(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<Ground> {
  const asked = { signal, name: machine.name };
  const [xml = ''] = await client.query([`dumpxml ${uuidWord(machine.id)}`], asked);
  const [now, versions, name] = await Promise.all([
    readNow(client, machine, signal),
    client.versions(signal),
    currentName(client, machine, signal),
  ]);
  const current =
    name === undefined ? undefined : await readRecord(client, machine, { name, signal });
  return { ...parseGround(xml), now, versions, hasShell: client.reach.hasShell, current };
}

/** libvirt has no other way to leave out the RAM of a machine that is on. */
function isExternal({ external, disksOnly }: NewSnapshot, { now }: Ground): boolean {
  return external === true || (disksOnly === true && isActive(now));
}

function savesRam({ disksOnly }: NewSnapshot, { now }: Ground): boolean {
  return isActive(now) && disksOnly !== true;
}

/** What libvirt would refuse, in words, and before it is asked. */
export function createObstacle(
  { name }: Pick<Machine, 'name'>,
  wanted: NewSnapshot,
  ground: Ground,
): Obstacle | undefined {
  if (ground.held.length === 0) {
    return { code: 'unsupported', message: `${name} has no disk that a snapshot could hold` };
  }
  return isExternal(wanted, ground)
    ? externalObstacle(name, wanted, ground)
    : internalObstacle(name, ground);
}

function internalObstacle(name: string, { held, uefi, versions }: Ground): Obstacle | undefined {
  const others = held.filter(({ format }) => format !== 'qcow2');
  if (others.length > 0) {
    const disks = others.map(({ target, format = 'unknown' }) => `${target} (${format})`);
    return {
      code: 'unsupported',
      message: `only qcow2 disks can hold a snapshot in themselves, and ${name} has ${listed(disks)}`,
      hint: 'An external snapshot puts a file of its own on top of each disk.',
      instead: 'external',
    };
  }
  if (!uefi || !lacks(needs.internalUefi, versions)) return undefined;
  return {
    code: 'unsupported',
    message: `${name} boots with UEFI, and this libvirt takes no internal snapshots of such machines`,
    hint: `For ${needWords(needs.internalUefi, versions)}. An external snapshot can be taken now.`,
    instead: 'external',
  };
}

function externalObstacle(name: string, wanted: NewSnapshot, ground: Ground): Obstacle | undefined {
  const others = ground.held.filter(({ file }) => file === undefined);
  if (others.length > 0) {
    const disks = listed(others.map(({ target }) => target));
    return {
      code: 'unsupported',
      message: `${name} has disks that are no files, so nothing can be put beside them: ${disks}`,
      hint: 'Back the machine up instead.',
    };
  }
  if (ground.current?.isExternal === false) {
    return {
      code: 'conflict',
      message: `an external snapshot on top of ${ground.current.name}, which is internal, could never be deleted: libvirt refuses it`,
      hint: `Nothing was changed. Delete the internal snapshots of ${name} first, or take another internal one.`,
    };
  }
  if (!savesRam(wanted, ground) || ground.hasShell) return undefined;
  return {
    code: 'unsupported',
    message: `the RAM of ${name} would go to a file that could not be removed again from here`,
    hint: 'This site is reached without a shell on its host. Take the disks alone.',
    instead: 'disks-only',
  };
}

/** The files lie beside the disks and carry the mark of the operation, so that what is left of a failure is known. */
export function planSnapshot(
  { name }: Pick<Machine, 'name'>,
  { wanted, tag }: { wanted: NewSnapshot; tag: string },
  ground: Ground,
): SnapshotPlan {
  if (!isExternal(wanted, ground)) return { flags: [] };
  const beside = (file: string, end: string) =>
    posix.join(posix.dirname(file), fileName(name, tag, end));
  const held = ground.held.map(({ target, file = '' }) => ({
    target,
    file: beside(file, `${target.replace(/\W/g, '')}.qcow2`),
  }));
  const disks = [...held, ...ground.leftOut.map((target) => ({ target }))];
  if (!savesRam(wanted, ground)) return { flags: ['--atomic', '--disk-only'], external: { disks } };
  const memory = beside(ground.held[0]?.file ?? '', 'memory');
  return { flags: ['--atomic'], external: { disks, memory } };
}

/** Every file that an external snapshot makes. */
export function filesOf({ external }: SnapshotPlan): readonly string[] {
  if (!external) return [];
  const { disks, memory } = external;
  return [...disks.map(({ file }) => file), memory].filter((file) => file !== undefined);
}
