import type { Seed } from './fleet.ts';
import type { State } from './state.ts';

const MiB = 1024 ** 2;

/** A file or volume on the storage. */
export interface Stored {
  readonly path: string;
  readonly bytes: number;
  readonly capacityBytes?: number | undefined;
  readonly what: 'disk' | 'memory' | 'seed' | 'image' | 'orphan';
  /** The name of the machine it belongs to. */
  readonly machine?: string | undefined;
}

/** Everything on the storage that belongs to the machine alone, its disks first. */
export function storedFiles(seed: Seed, state: Pick<State, 'state'>): readonly Stored[] {
  const at = `${seed.storage}:vm-${seed.id}`;
  const machine = seed.name;
  const bytes = Math.round(seed.diskBytes * seed.temper.disk);
  const { diskBytes: capacityBytes } = seed;
  const disk: Stored = { path: `${at}-disk-0`, bytes, capacityBytes, what: 'disk', machine };
  const more: Stored[] = [];
  if (seed.scratch) {
    const half = Math.round(bytes / 2);
    more.push({ ...disk, path: `${at}-disk-1`, bytes: half, capacityBytes: 2 * capacityBytes });
  }
  if (seed.cloudInit) more.push({ path: `${at}-cloudinit`, bytes: 4 * MiB, what: 'seed', machine });
  if (state.state === 'hibernated') {
    more.push({ path: `${at}-state`, bytes: seed.memoryBytes, what: 'memory', machine });
  }
  return [disk, ...more];
}
