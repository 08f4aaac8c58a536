import { BotError } from '../../../../src/errors.ts';
import type { NewMachine } from '../../../../src/hypervisor/provision.ts';
import { parseHostInfo } from '../hosts.ts';
import type { Way } from '../network/segments.ts';
import { readProperties } from '../properties.ts';
import type { Room } from '../storage/folders.ts';
import { isRaw } from '../storage/image-files.ts';
import { joined } from '../storage/paths.ts';
import { readStock } from '../storage/stock.ts';
import { capacityOf, findSource, readSources, type Source } from './images.ts';
import { checkNewName, folderNameOf } from './names.ts';
import { findOsType, type OsType } from './os-type.ts';
import type { Parts } from './parts.ts';
import { findSegment } from './segment.ts';
import { checkResources } from './set.ts';

/** A new machine thought through: everything that can be refused has been. */
export interface Plan {
  readonly host: string;
  /** The machine's own folder. */
  readonly folder: string;
  readonly source: Source;
  readonly osType: OsType;
  readonly way: Pick<Way, 'name' | 'word' | 'says'>;
  /** Absent where the image's own size is taken, whatever that is. */
  readonly diskBytes?: number | undefined;
  /** What the disk has before it is made larger. */
  readonly sourceBytes?: number | undefined;
  readonly needsBytes: number;
  readonly freeBytes?: number | undefined;
  readonly warnings: readonly string[];
}

const MiB = 1024 ** 2;

export async function planMachine(
  parts: Parts,
  wanted: NewMachine,
  signal: AbortSignal,
): Promise<Plan> {
  const { client, images, hostName } = parts;
  checkNewName(wanted.name, { owners: [], unreadable: [] });
  refuseCloudInit(wanted);
  const stock = await readStock(parts, signal);
  checkNewName(wanted.name, stock);
  const isIso = 'iso' in wanted.source;
  const name = 'iso' in wanted.source ? wanted.source.iso : wanted.source.image;
  const sources = await readSources(parts, stock, signal);
  const source = findSource(sources, { name, kind: isIso ? 'iso' : 'disk' }, images);
  const sourceBytes = isIso ? undefined : await capacityOf(parts, source, signal);
  const diskBytes = sizeOf(wanted, source, sourceBytes);
  const limits = await readProperties(client, signal);
  checkResources(wanted, limits);
  const folder = joined(limits.machineFolder, folderNameOf(wanted.name));
  await requireNoFiles(parts, folder, signal);
  const needsBytes = isIso ? 0 : (source.bytes ?? sourceBytes ?? 0);
  const room = await parts.folders.room(limits.machineFolder, signal);
  checkRoom(room, needsBytes, limits.machineFolder);
  const way = await findSegment(parts, wanted.segment, signal);
  const node = parseHostInfo(await client.ask(['list', 'hostinfo'], { signal }));
  return {
    host: await hostName(signal),
    ...{ folder, source, way, diskBytes, sourceBytes, needsBytes },
    osType: await findOsType(client, source, signal),
    freeBytes: room?.freeBytes,
    warnings: warningsOf(wanted, node, { room, diskBytes: diskBytes ?? sourceBytes }),
  };
}

function refuseCloudInit({ source }: NewMachine): void {
  if (!('image' in source) || source.cloudInit === undefined) return;
  throw new BotError('unsupported', 'first-boot settings are not given to machines of VirtualBox', {
    hint: 'Make it without them; its first boot is then as its image has it.',
  });
}

function sizeOf(
  { diskBytes, source }: NewMachine,
  { name }: Source,
  sourceBytes: number | undefined,
): number | undefined {
  const wanted = diskBytes === undefined ? undefined : Math.ceil(diskBytes / MiB) * MiB;
  if ('iso' in source) {
    if (wanted !== undefined && wanted > 0) return wanted;
    throw new BotError('invalid', 'a machine made from a medium needs the size of its disk', {
      hint: 'Say how large: `disk=20G`.',
    });
  }
  if (wanted === undefined || wanted >= (sourceBytes ?? 0)) return wanted;
  throw new BotError('invalid', `the disk of ${name} is larger than that`, {
    hint: `It takes ${Math.ceil((sourceBytes ?? 0) / MiB)} MiB at least.`,
  });
}

/** What is half made is removed with its folder, so that nothing of others may be there. Throws `conflict`. */
export async function requireNoFiles(
  { folders }: Pick<Parts, 'folders'>,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const files = await folders.list(folder, signal);
  if (files.length === 0) return;
  throw new BotError(
    'conflict',
    `${folder} is not empty: files of a machine that was there are left`,
    {
      hint: 'Take another name, or look into that folder and remove it.',
    },
  );
}

/** Throws `conflict` when the copy surely does not fit; a disk may grow beyond it later all the same. */
export function checkRoom(room: Room | undefined, needsBytes: number, folder: string): void {
  if (room === undefined || needsBytes <= room.freeBytes) return;
  const size = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
  throw new BotError(
    'conflict',
    `${size(needsBytes)} are needed, and ${size(room.freeBytes)} are free in ${folder}`,
    { hint: '`host storage` shows what holds the space.' },
  );
}

interface Seen {
  readonly room: Room | undefined;
  readonly diskBytes: number | undefined;
}

function warningsOf(
  { memoryBytes, cpus }: NewMachine,
  node: ReturnType<typeof parseHostInfo>,
  { room, diskBytes = 0 }: Seen,
): string[] {
  const told: readonly [boolean, string][] = [
    [diskBytes > (room?.freeBytes ?? diskBytes), 'its disk may grow to more than is free there'],
    [memoryBytes > (node.memoryBytes ?? memoryBytes), 'it gets more memory than its host has'],
    [cpus > (node.cpus ?? cpus), 'it gets more CPUs than its host has'],
  ];
  return told.flatMap(([isSo, words]) => (isSo ? [words] : []));
}

/** The words of VBoxManage that make the disk, but for its path. */
export function diskWords({ source, diskBytes }: Pick<Plan, 'source' | 'diskBytes'>, path: string) {
  if (source.kind === 'iso') {
    return [
      'createmedium',
      'disk',
      `--filename=${path}`,
      `--sizebyte=${diskBytes}`,
      '--format=VDI',
    ];
  }
  return isRaw(source.path)
    ? ['convertfromraw', source.path, path, '--format=VDI']
    : ['clonemedium', 'disk', source.path, path, '--format=VDI'];
}
