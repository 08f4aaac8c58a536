import type { Scene } from './backup-task.ts';
import { type Stored, storedFiles } from './files.ts';
import type { Seed, Storage } from './fleet.ts';
import { imagePath, images } from './images.ts';
import { everyId } from './made.ts';

const GiB = 1024 ** 3;

/** Where disks or media lie on a host. */
export interface SeedPool {
  readonly host: string;
  readonly name: Storage | 'media';
  readonly type: string;
  /** For a campus of twelve; a crowd has more. */
  readonly capacityBytes: number;
}

export const pools: readonly SeedPool[] = [
  { host: 'demo-a', name: 'qcow2', type: 'dir', capacityBytes: 512 * GiB },
  { host: 'demo-a', name: 'zfs', type: 'zfspool', capacityBytes: 256 * GiB },
  { host: 'demo-a', name: 'netapp', type: 'nfs', capacityBytes: 512 * GiB },
  { host: 'demo-a', name: 'media', type: 'dir', capacityBytes: 64 * GiB },
  { host: 'demo-b', name: 'qcow2', type: 'dir', capacityBytes: 128 * GiB },
  { host: 'demo-b', name: 'zfs', type: 'zfspool', capacityBytes: 256 * GiB },
  { host: 'demo-b', name: 'media', type: 'dir', capacityBytes: 64 * GiB },
];

/** Left behind by a machine that went long ago. */
const orphan: Stored = {
  path: 'qcow2:vm-90-disk-1',
  bytes: 18 * GiB,
  capacityBytes: 32 * GiB,
  what: 'orphan',
};

/** What lies in a pool, largest first. */
export function storedIn(scene: Scene, { host, name }: SeedPool): readonly Stored[] {
  const files = name === 'media' ? media() : disksIn(scene, { host, storage: name });
  const left = host === 'demo-b' && name === 'qcow2' ? [orphan] : [];
  return [...files, ...left].sort((a, b) => b.bytes - a.bytes);
}

export function capacityOf({ world }: Scene, { capacityBytes }: SeedPool): number {
  return capacityBytes * Math.max(1, Math.ceil(world.seeds.size / 12));
}

/** What is just being written takes its space already. */
export function freeIn(scene: Scene, pool: SeedPool): number {
  const { world, at } = scene;
  const coming = [...world.made.values()]
    .filter(({ from, seed }) => at < from && seed.host === pool.host && seed.storage === pool.name)
    .flatMap(({ seed, state }) => storedFiles(seed, state));
  const taken = [...storedIn(scene, pool), ...coming].reduce((sum, { bytes }) => sum + bytes, 0);
  return Math.max(0, capacityOf(scene, pool) - taken);
}

export function poolOf({ host, storage }: Pick<Seed, 'host' | 'storage'>): SeedPool {
  const found = pools.find((pool) => pool.host === host && pool.name === storage);
  // The fleet puts machines into these pools only.
  if (!found) throw new Error(`${host} has no pool ${storage}`);
  return found;
}

function disksIn({ world, machine }: Scene, where: Pick<Seed, 'host' | 'storage'>) {
  return everyId(world)
    .flatMap((id) => machine(id) ?? [])
    .filter(({ seed }) => seed.host === where.host && seed.storage === where.storage)
    .flatMap(({ seed, state }) => storedFiles(seed, state));
}

function media(): readonly Stored[] {
  return images.map(({ name, bytes, capacityBytes }) => {
    return { path: imagePath(name), bytes, capacityBytes, what: 'image' };
  });
}
