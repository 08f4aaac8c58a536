import { BotError } from '../../../../src/errors.ts';
import type { Clone } from '../../../../src/hypervisor/provision.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { readNow } from '../domain.ts';
import { readRecords } from '../snapshots/records.ts';
import { type DomainDisk, parseDomain } from '../storage/domain-disks.ts';
import { isRawLike, seedOf } from '../storage/our-files.ts';
import { isMedium, readStock, type Stock, volumeAt } from '../storage/stock.ts';
import type { VolumeRecord } from '../storage/volume-records.ts';
import { uuidWord } from '../words.ts';

/** A machine that can be cloned, with what of it has to be copied. */
export interface Original {
  readonly definition: string;
  readonly disks: readonly OriginalDisk[];
  readonly media: readonly string[];
  readonly stock: Stock;
}

export interface OriginalDisk extends VolumeRecord {
  readonly target: string;
  readonly path: string;
}

/** Throws what a clone of it would be refused for. */
export async function readOriginal(
  client: Client,
  machine: Machine,
  { wanted, signal }: { wanted: Pick<Clone, 'linked'>; signal: AbortSignal },
): Promise<Original> {
  await checkStill(client, machine, signal);
  if (wanted.linked && (await readRecords(client, machine, signal)).length > 0) {
    throw new BotError(
      'conflict',
      `${machine.name} has snapshots, so its disk cannot become a base`,
      {
        hint: 'Delete them first, or make a full clone.',
      },
    );
  }
  const stock = await readStock(client, signal);
  const [definition = ''] = await client.query([`dumpxml ${uuidWord(machine.id)} --inactive`], {
    signal,
    name: machine.name,
  });
  const all = parseDomain(definition).disks;
  const disks = all.filter((disk) => !isMedium(disk)).map((disk) => original(disk, machine, stock));
  const paths = all.filter(isMedium).flatMap(({ path }) => (path === undefined ? [] : [path]));
  // A seed says who its machine is: the clone is somebody else.
  return { definition, disks, media: paths.filter((path) => !seedOf(path)), stock };
}

/** Its disks must not change while they are read. */
export async function checkStill(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<void> {
  const { state } = await readNow(client, machine, signal);
  if (state === 'stopped' || state === 'crashed') return;
  const hibernated = state === 'hibernated';
  throw new BotError('conflict', `${machine.name} is ${state}, so its disks are not at rest`, {
    hint: hibernated
      ? 'Start it and shut it down, then clone it.'
      : 'Shut it down first: `vm shutdown`.',
  });
}

function original(disk: DomainDisk, machine: Machine, stock: Stock): OriginalDisk {
  if (disk.shareable) {
    throw new BotError(
      'unsupported',
      `the disk ${disk.target} of ${machine.name} is shared with others`,
    );
  }
  const path =
    disk.path ??
    stock.volumes.find(({ pool, name }) => pool === disk.volume?.pool && name === disk.volume.name)
      ?.path;
  const volume = volumeAt(stock, path);
  if (path !== undefined && volume) {
    return { ...volume, format: formatOf(disk, machine, volume), target: disk.target, path };
  }
  const folder = path?.slice(0, path.lastIndexOf('/'));
  throw new BotError(
    'unsupported',
    `the disk ${disk.target} of ${machine.name} lies in no active storage pool`,
    {
      hint:
        folder === undefined
          ? undefined
          : `Make its folder one: \`virsh pool-create-as NAME dir --target ${folder}\`.`,
    },
  );
}

/**
 * What the machine takes its disk for. A guest can write a header of another format into a raw disk, which names any
 * file of the host as its base: a copy by what libvirt finds there would give the guest that file to read.
 */
function formatOf(disk: DomainDisk, machine: Machine, volume: VolumeRecord): string {
  const { format = 'raw' } = disk;
  if (isRawLike(volume.format) === isRawLike(format)) return isRawLike(format) ? 'raw' : format;
  throw new BotError(
    'unsupported',
    `the disk ${disk.target} of ${machine.name} is ${format} to it, and ${volume.format} to libvirt's storage`,
    { hint: 'Only who knows what it really holds should copy it. Nothing was changed.' },
  );
}
