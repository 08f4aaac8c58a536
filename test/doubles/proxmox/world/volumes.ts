import type { Kind } from './guest.ts';
import type { StorageType } from './seed.ts';
import type { Storage, Volume } from './storage.ts';
import type { World } from './world.ts';

/** Where a storage of files keeps them. */
export function pathOf({ id, type }: Pick<Storage, 'id' | 'type'>, volid: string): string {
  const name = volid.slice(id.length + 1);
  if (type === 'lvmthin') return `/dev/${id}/${name}`;
  if (type === 'zfspool') return `/dev/zvol/${id}/${name}`;
  const root = type === 'nfs' ? `/mnt/pve/${id}` : '/var/lib/vz';
  const folders: readonly (readonly [RegExp, string])[] = [
    [/^backup\//, 'dump/'],
    [/^iso\//, 'template/iso/'],
    [/^vztmpl\//, 'template/cache/'],
    [/^import\//, 'import/'],
    [/^snippets\//, 'snippets/'],
  ];
  const found = folders.find(([prefix]) => prefix.test(name));
  return found === undefined
    ? `${root}/images/${name}`
    : `${root}/${name.replace(found[0], found[1])}`;
}

export function isOfFiles(type: StorageType): boolean {
  return type === 'dir' || type === 'nfs';
}

/** What a node sees of a storage; another node's own files are not there. */
export function volumesAt({ volumes }: World, storage: string, node: string): readonly Volume[] {
  return volumes.filter((one) => one.storage === storage && (one.node ?? node) === node);
}

export function findVolume(world: World, volid: string, node: string): Volume | undefined {
  return world.volumes.find((one) => one.volid === volid && (one.node ?? node) === node);
}

export function usedBytes(world: World, storage: Storage, node: string): number {
  return volumesAt(world, storage.id, node).reduce((sum, { used }) => sum + used, storage.used);
}

export interface Wanted {
  readonly storage: Storage;
  readonly node: string;
  readonly kind: Kind;
  readonly vmid: number;
  readonly bytes: number;
  /** Really written; a tenth when absent. */
  readonly used?: number;
  readonly format?: string | undefined;
  readonly base?: Volume | undefined;
}

/** A new disk, under the first free number. Throws where there is no room for what is written. */
export function allocate(world: World, wanted: Wanted): Volume {
  const { storage, node, kind, vmid, bytes, base } = wanted;
  const used = wanted.used ?? Math.floor(bytes / 10);
  demandRoom(world, storage, node, used);
  const format = wanted.format ?? defaultFormat(storage, kind);
  let index = 0;
  while (findVolume(world, nameOf(wanted, format, index), node) !== undefined) index += 1;
  const volume: Volume = {
    volid: nameOf(wanted, format, index),
    storage: storage.id,
    node: storage.shared ? undefined : node,
    content: kind === 'qemu' ? 'images' : 'rootdir',
    format,
    vmid,
    size: bytes,
    used,
    ctime: Math.floor(world.seconds()),
    ...(base !== undefined && { parent: base.volid }),
  };
  world.volumes.push(volume);
  return volume;
}

function nameOf({ storage, kind, vmid, base }: Wanted, format: string, index: number): string {
  const { id, type } = storage;
  const isSubvolume = kind === 'lxc' && type !== 'lvmthin';
  const stem = `${isSubvolume ? 'subvol' : 'vm'}-${vmid}-disk-${index}`;
  const linked = base === undefined ? '' : `${base.volid.slice(base.storage.length + 1)}/`;
  if (!isOfFiles(type)) return `${id}:${linked}${stem}`;
  return `${id}:${linked}${vmid}/${stem}.${format}`;
}

function defaultFormat({ type }: Storage, kind: Kind): string {
  if (kind === 'lxc' && type !== 'lvmthin') return 'subvol';
  return isOfFiles(type) && kind === 'qemu' ? 'qcow2' : 'raw';
}

export function demandRoom(world: World, storage: Storage, node: string, bytes: number): void {
  if (usedBytes(world, storage, node) + bytes <= storage.bytes) return;
  throw new Error(`storage '${storage.id}': write failed: No space left on device`);
}

/** It is gone; nothing where it was not there. */
export function freeVolume(world: World, volid: string, node: string): Volume | undefined {
  const found = findVolume(world, volid, node);
  if (found !== undefined) world.volumes.splice(world.volumes.indexOf(found), 1);
  return found;
}

/** What the making of a disk says in a task's log. */
export function formatting(storage: Storage, { volid, size, format }: Volume): readonly string[] {
  const path = pathOf(storage, volid);
  if (storage.type === 'lvmthin')
    return [`  Logical volume "${volid.split(/[:/]/).at(-1)}" created.`];
  if (storage.type === 'zfspool' || format !== 'qcow2') return [];
  return [
    `Formatting '${path}', fmt=qcow2 cluster_size=65536 extended_l2=off preallocation=metadata compression_type=zlib size=${size} lazy_refcounts=off refcount_bits=16`,
  ];
}
