import { BotError } from '../../../../src/errors.ts';
import type { Image } from '../../../../src/hypervisor/provision.ts';
import { isLayer, seedOf } from '../storage/our-files.ts';
import type { PoolRecord } from '../storage/pool-records.ts';
import { type Stock, usesOf } from '../storage/stock.ts';
import type { VolumeRecord } from '../storage/volume-records.ts';

/** A volume that a machine can be made from. */
export interface Source extends VolumeRecord {
  readonly kind: Image['kind'];
  /** What people call it: its name, with its pool before it where two pools have one of that name. */
  readonly title: string;
  readonly path: string;
  readonly home: PoolRecord;
}

/** Formats that are disks and nothing else; a raw one is known by its name only. */
const formats = new Set(['qcow2', 'vmdk', 'vdi', 'vpc', 'qed', 'qcow']);

/**
 * Disk images and installation media in the site's pools; a disk that a machine writes to is none, as a copy of it
 * would be torn. `only` names the pools that are looked into; absent, all are.
 */
export function sources(stock: Stock, only?: readonly string[]): readonly Source[] {
  const found = stock.volumes.flatMap((volume) => {
    const home = stock.pools.find(({ name }) => name === volume.pool);
    const kind = kindOf(volume);
    const isOffered = only === undefined || only.includes(volume.pool);
    if (!home || kind === undefined || volume.path === undefined || !isOffered) return [];
    const isWritten = usesOf(stock, volume.path).some(({ as }) => as === 'disk');
    return isWritten ? [] : [{ ...volume, path: volume.path, kind, home }];
  });
  return found.map((one) => {
    const isTwice = found.filter(({ name }) => name === one.name).length > 1;
    return { ...one, title: isTwice ? `${one.pool}/${one.name}` : one.name };
  });
}

function kindOf({ name, format = '' }: VolumeRecord): Image['kind'] | undefined {
  if (seedOf(name) || isLayer(name)) return undefined;
  if (format === 'iso' || /\.iso$/i.test(name)) return 'iso';
  if (formats.has(format)) return 'disk';
  return format === 'raw' && /\.(?:img|raw)$/i.test(name) ? 'disk' : undefined;
}

export function shownImage(
  { title, path, kind, bytes, capacityBytes }: Source,
  host: string,
): Image {
  return { host, name: title, path, kind, bytes, capacityBytes };
}

/** The image of that name and kind. Throws `not-found`. */
export function findSource(
  all: readonly Source[],
  { name, kind }: { readonly name: string; readonly kind: Image['kind'] },
): Source {
  const found = all.find((one) => one.title === name && one.kind === kind);
  if (found) return found;
  const what = kind === 'iso' ? 'installation medium' : 'image';
  const there = all.filter((one) => one.kind === kind).map(({ title }) => title);
  throw new BotError('not-found', `there is no ${what} ${name} in the storage pools of this host`, {
    hint:
      there.length === 0
        ? 'Put one into a storage pool, or make its folder one: `virsh pool-create-as NAME dir --target FOLDER`.'
        : `There is: ${there.slice(0, 10).join(', ')}.`,
  });
}
