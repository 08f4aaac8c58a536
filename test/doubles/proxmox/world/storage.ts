import type { Inside } from '../inside/inside.ts';
import { type Config, disksOf, type Guest, type Kind } from './guest.ts';
import type { Seed, StorageSeed, StorageType } from './seed.ts';

export interface Storage {
  readonly id: string;
  readonly type: StorageType;
  readonly content: readonly string[];
  readonly shared: boolean;
  /** Those it is on; all when absent. */
  readonly nodes: readonly string[] | undefined;
  readonly bytes: number;
  /** Its snapshots are files on top of each other. */
  readonly chained: boolean;
  /** What is used beside the volumes. */
  used: number;
  enabled: boolean;
  /** Whether its server answers. */
  online: boolean;
  /** Kept backups where nobody says otherwise: `keep-last=3`. */
  prune?: string | undefined;
}

/** What a storage holds: a disk, a backup, an image. */
export interface Volume {
  readonly volid: string;
  readonly storage: string;
  /** Where it is; nothing on a shared storage. */
  readonly node: string | undefined;
  readonly content: string;
  readonly format: string;
  readonly vmid: number | undefined;
  size: number;
  used: number;
  /** Seconds. */
  readonly ctime: number;
  /** The base of a linked clone. */
  parent?: string | undefined;
  subtype?: 'qemu' | 'lxc' | undefined;
  notes?: string | undefined;
  isProtected?: boolean | undefined;
  /** What a backup holds. */
  readonly saved?: Saved | undefined;
}

export interface Saved {
  readonly kind: Kind;
  readonly name: string;
  readonly config: Readonly<Config>;
  readonly inside: Inside;
}

export function storageOf(seed: StorageSeed): Storage {
  const { id, type, content, shared = false, nodes, bytes = 270_553_174_016, used = 7e9 } = seed;
  const { chained = false, disabled = false } = seed;
  const figures = { bytes, used, enabled: !disabled, online: true };
  return { id, type, content, shared, nodes, chained, ...figures };
}

/** The name of a disk as each type of storage writes it. */
export function diskName(
  { id, type }: Pick<Storage, 'id' | 'type'>,
  kind: 'qemu' | 'lxc',
  vmid: number,
  index: number,
): string {
  const stem = `vm-${vmid}-disk-${index}`;
  if (type === 'lvmthin') return `${id}:${stem}`;
  if (type === 'zfspool') return `${id}:${kind === 'qemu' ? stem : `subvol-${vmid}-disk-${index}`}`;
  return `${id}:${vmid}/${stem}.${kind === 'qemu' ? 'qcow2' : 'raw'}`;
}

/** Whether such a volume can be snapshotted. */
export function canSnapshot({ type }: Pick<Storage, 'type'>, volid: string): boolean {
  return type === 'lvmthin' || type === 'zfspool' || volid.endsWith('.qcow2');
}

/** On ZFS, and where snapshots are files on top of each other, only the newest can be gone back to. */
export function isNewestOnly({ type, chained }: Pick<Storage, 'type' | 'chained'>): boolean {
  return type === 'zfspool' || chained;
}

/** The volumes of its disks. */
export function volumesOf(
  guest: Guest,
  storages: ReadonlyMap<string, Storage>,
  seconds: number,
): readonly Volume[] {
  return disksOf(guest).map(({ volid, storage, bytes }) => ({
    volid,
    storage,
    node: storages.get(storage)?.shared === true ? undefined : guest.node,
    content: guest.kind === 'qemu' ? 'images' : 'rootdir',
    format: formatOf(volid, storages.get(storage)),
    vmid: guest.vmid,
    size: bytes,
    used: Math.floor(bytes / 10),
    ctime: Math.floor(seconds),
  }));
}

function formatOf(volid: string, storage: Storage | undefined): string {
  const suffix = /\.(qcow2|raw|vmdk|subvol)$/.exec(volid)?.[1];
  return suffix ?? (storage?.type === 'zfspool' && volid.includes('subvol-') ? 'subvol' : 'raw');
}

/** What was put on the storages before. */
export function imagesOf(
  { images = [], nodes }: Seed,
  storages: ReadonlyMap<string, Storage>,
  seconds: number,
): readonly Volume[] {
  return images.flatMap(({ volid, bytes }) => {
    const storage = volid.split(':')[0] ?? '';
    const content = /:(\w+)\//.exec(volid)?.[1] ?? '';
    const [, format = ''] = /\.(iso|qcow2|raw|vmdk|tar\.\w+)$/.exec(volid) ?? [];
    const isShared = storages.get(storage)?.shared === true;
    const places = isShared ? [undefined] : nodes.map(({ name }) => name);
    return places.map((node) => ({
      volid,
      storage,
      node,
      content,
      format: format.replace('tar.', 't'),
      vmid: undefined,
      size: bytes,
      used: bytes,
      ctime: Math.floor(seconds) - 86_400,
    }));
  });
}
