import type { Client } from '../client.ts';
import { type DomainDisk, type DomainFiles, readDomains } from './domain-disks.ts';
import { type PoolRecord, readPools } from './pool-records.ts';
import { readVolumes, type VolumeRecord } from './volume-records.ts';

/** Everything that lies on a host's storage, and who uses it. */
export interface Stock {
  readonly pools: readonly PoolRecord[];
  readonly volumes: readonly VolumeRecord[];
  readonly domains: readonly DomainFiles[];
  /** Each file that is a layer, with the one right below it. */
  readonly under: ReadonlyMap<string, string>;
  readonly uses: ReadonlyMap<string, readonly Use[]>;
}

/** What one machine does with a file. */
export interface Use {
  readonly id: string;
  readonly machine: string;
  readonly as: 'disk' | 'medium' | 'base';
}

export async function readStock(client: Client, signal: AbortSignal): Promise<Stock> {
  const pools = await readPools(client, signal);
  const volumes: VolumeRecord[] = [];
  for (const pool of pools.filter(({ active }) => active)) {
    volumes.push(...(await readVolumes(client, pool, signal)));
  }
  const domains = await readDomains(client, signal);
  const resolved = domains.map((domain) => ({
    ...domain,
    disks: domain.disks.map((disk) => ({ ...disk, path: disk.path ?? volumePath(volumes, disk) })),
  }));
  const under = chains(volumes, resolved);
  return { pools, volumes, domains: resolved, under, uses: allUses(resolved, under) };
}

function volumePath(volumes: readonly VolumeRecord[], { volume }: DomainDisk): string | undefined {
  return volumes.find(({ pool, name }) => pool === volume?.pool && name === volume.name)?.path;
}

/** The files a disk stands on, top first; only those in a pool, or below a running machine, tell theirs. */
export function chainBelow({ under }: Pick<Stock, 'under'>, path: string): readonly string[] {
  const chain = [path];
  for (let next = under.get(path); next !== undefined; next = under.get(next)) {
    // No storage stops anybody from making a ring of them.
    if (chain.includes(next)) break;
    chain.push(next);
  }
  return chain.slice(1);
}

/** Every machine that uses the file, as its disk or under one. */
export function usesOf({ uses }: Stock, path: string): readonly Use[] {
  return uses.get(path) ?? [];
}

function chains(volumes: readonly VolumeRecord[], domains: readonly DomainFiles[]) {
  const under = new Map<string, string>();
  const note = (above: string | undefined, below: string | undefined) => {
    if (above !== undefined && below !== undefined) under.set(above, below);
  };
  for (const { disks } of domains) {
    for (const { path, backing } of disks) {
      for (const [at, below] of backing.entries()) note(at === 0 ? path : backing[at - 1], below);
    }
  }
  for (const { path, backing } of volumes) note(path, backing);
  return under;
}

function allUses(domains: readonly DomainFiles[], under: Stock['under']) {
  const uses = new Map<string, Use[]>();
  const note = (path: string, use: Use) => {
    const known = uses.get(path) ?? [];
    if (!known.some(({ id }) => id === use.id)) uses.set(path, [...known, use]);
  };
  for (const { id, name, disks } of domains) {
    const named = disks.flatMap((disk) =>
      disk.path === undefined ? [] : [{ disk, path: disk.path }],
    );
    for (const { disk, path } of named) {
      note(path, { id, machine: name, as: isMedium(disk) ? 'medium' : 'disk' });
    }
    for (const { path } of named) {
      for (const base of chainBelow({ under }, path)) note(base, { id, machine: name, as: 'base' });
    }
  }
  return uses;
}

/** Volumes of no machine that stand on the file all the same. */
export function overlaysOf(stock: Stock, path: string): readonly VolumeRecord[] {
  return stock.volumes.filter((volume) => volume.backing === path);
}

/** Never written by its machine: a CD-ROM, or a disk that is read only. */
export function isMedium({ device, readonly }: DomainDisk): boolean {
  return device === 'cdrom' || device === 'floppy' || readonly;
}
