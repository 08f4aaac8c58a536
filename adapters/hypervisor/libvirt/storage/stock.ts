import { BotError } from '../../../../src/errors.ts';
import type { Client } from '../client.ts';
import { type DomainDisk, type DomainFiles, readDomains } from './domain-disks.ts';
import { chainsOnHost, folderOf, oneNameEach } from './host-files.ts';
import { isRawLike } from './our-files.ts';
import { readContents } from './pool-contents.ts';
import type { PoolRecord } from './pool-records.ts';
import type { VolumeRecord } from './volume-records.ts';

/** Everything that lies on a host's storage, and who uses it. */
export interface Stock {
  readonly pools: readonly PoolRecord[];
  readonly volumes: readonly VolumeRecord[];
  readonly domains: readonly DomainFiles[];
  /** Each file that is a layer, with the one right below it. */
  readonly under: ReadonlyMap<string, string>;
  readonly uses: ReadonlyMap<string, readonly Use[]>;
  /** The one name of a file: keys of the two maps are such, and paths are compared by them. */
  nameOf(path: string): string;
  /** Whether the names of these paths are known for sure: of others only the spelling is made one. */
  knowsFoldersOf(paths: readonly string[]): boolean;
  /** Disks of which nobody can tell what they stand on: it may be any file. */
  readonly untold: readonly UntoldDisk[];
}

export interface UntoldDisk {
  /** Of its machine. */
  readonly id: string;
  readonly machine: string;
  readonly path: string;
}

/** What one machine does with a file. */
export interface Use {
  readonly id: string;
  readonly machine: string;
  readonly as: 'disk' | 'medium' | 'base';
}

interface StockOptions {
  /** Paths that are compared with it and may be nobody's any more. */
  readonly also?: readonly string[] | undefined;
  /** For lists alone: a pool that does not answer has its `problem` and no volumes. Else it is thrown. */
  readonly withoutSilent?: boolean | undefined;
  /** Milliseconds for what lies in one pool. */
  readonly patienceMs?: number | undefined;
}

export async function readStock(
  client: Client,
  signal: AbortSignal,
  { also = [], withoutSilent = false, patienceMs }: StockOptions = {},
): Promise<Stock> {
  const { pools, volumes } = await readContents(client, signal, patienceMs);
  if (!withoutSilent) refuseSilent(pools);
  const read = await readDomains(client, signal);
  const domains = read.map((domain) => ({
    ...domain,
    disks: domain.disks.map((disk) => ({ ...disk, path: disk.path ?? volumePath(volumes, disk) })),
  }));
  const known = { pools, volumes, domains };
  const named = [...pathsOf(known), ...also];
  const nameOf = await oneNameEach(client, named, signal);
  const folders = new Set(named.map(folderOf));
  const knowsFoldersOf = (paths: readonly string[]) =>
    paths.every((path) => folders.has(folderOf(path)));
  const under = chains(known, nameOf);
  const untold = await askHost(
    client,
    { under, nameOf, disks: untoldDisks(known, under, nameOf) },
    signal,
  );
  return {
    ...known,
    nameOf,
    knowsFoldersOf,
    under,
    untold,
    uses: allUses({ domains, under, nameOf }),
  };
}

/** What nobody can see may stand on any file. */
function refuseSilent(pools: readonly PoolRecord[]): void {
  const silent = pools.find(({ problem }) => problem !== undefined);
  if (silent === undefined) return;
  throw new BotError('timeout', `the storage pool ${silent.name}: ${silent.problem}`, {
    hint: `What lies in it is not known, so nothing was changed. \`virsh pool-destroy ${silent.uuid}\` on its host leaves it out, and deletes nothing.`,
  });
}

type Known = Pick<Stock, 'pools' | 'volumes' | 'domains'>;
type NameOf = Stock['nameOf'];
type Under = Map<string, string>;

function volumePath(volumes: readonly VolumeRecord[], { volume }: DomainDisk): string | undefined {
  return volumes.find(({ pool, name }) => pool === volume?.pool && name === volume.name)?.path;
}

function pathsOf({ volumes, domains }: Known): string[] {
  const disks = domains.flatMap((domain) => domain.disks);
  return [
    ...volumes.flatMap(({ path, backing }) => [path ?? [], backing ?? []].flat()),
    ...disks.flatMap(({ path, backing }) => [path ?? [], backing].flat()),
  ];
}

/** The volume that is this file, by whatever path. */
export function volumeAt(
  { volumes, nameOf }: Pick<Stock, 'volumes' | 'nameOf'>,
  path: string | undefined,
): VolumeRecord | undefined {
  if (path === undefined) return undefined;
  const name = nameOf(path);
  return volumes.find((volume) => volume.path !== undefined && nameOf(volume.path) === name);
}

/** The files a disk stands on, top first, by the paths libvirt knows them by where it does. */
export function chainBelow(stock: Pick<Stock, 'under' | 'volumes' | 'nameOf'>, path: string) {
  return below(stock.under, stock.nameOf(path)).map((name) => volumeAt(stock, name)?.path ?? name);
}

function below(under: ReadonlyMap<string, string>, top: string): string[] {
  const chain = [top];
  for (let next = under.get(top); next !== undefined; next = under.get(next)) {
    // No storage stops anybody from making a ring of them.
    if (chain.includes(next)) break;
    chain.push(next);
  }
  return chain.slice(1);
}

/** What a copy takes that stands on nothing: the file and all below it, and never more than its disk holds. */
export function fullCopyBytes(stock: Stock, { path, bytes = 0, capacityBytes }: VolumeRecord) {
  const under = path === undefined ? [] : chainBelow(stock, path);
  const all = under.reduce((sum, each) => sum + (volumeAt(stock, each)?.bytes ?? 0), bytes);
  return capacityBytes === undefined || capacityBytes < bytes ? all : Math.min(all, capacityBytes);
}

/** Every machine that uses the file, as its disk or under one. */
export function usesOf({ uses, nameOf }: Stock, path: string): readonly Use[] {
  return uses.get(nameOf(path)) ?? [];
}

function chains({ volumes, domains }: Known, nameOf: NameOf): Under {
  const under: Under = new Map();
  for (const { path, backing } of domains.flatMap(({ disks }) => disks)) {
    if (path !== undefined) link(under, [path, ...backing].map(nameOf));
  }
  for (const { path, backing } of volumes) {
    if (path !== undefined && backing !== undefined) link(under, [path, backing].map(nameOf));
  }
  return under;
}

function link(under: Under, names: readonly string[]): void {
  for (const [at, name] of names.slice(1).entries()) under.set(names[at] ?? '', name);
}

interface Asking extends UntoldDisk {
  readonly format: string;
}

/** A raw disk stands on nothing; of others a pool tells, or libvirt while they run. */
function untoldDisks(known: Known, under: Under, nameOf: NameOf): Asking[] {
  return known.domains.flatMap(({ id, name, disks }) =>
    disks.flatMap(({ path, format = 'raw', isChainTold }) => {
      if (path === undefined || isChainTold || isRawLike(format)) return [];
      const last = below(under, nameOf(path)).at(-1) ?? path;
      const isTold = volumeAt({ volumes: known.volumes, nameOf }, last)?.format !== undefined;
      return isTold ? [] : [{ id, machine: name, path, format }];
    }),
  );
}

/** What the host tells itself goes to what is known; the rest comes back. */
async function askHost(
  client: Client,
  { under, nameOf, disks }: { under: Under; nameOf: NameOf; disks: readonly Asking[] },
  signal: AbortSignal,
): Promise<UntoldDisk[]> {
  const found = await chainsOnHost(client, disks, signal);
  return disks.filter(({ path }, at) => {
    const chain = found[at];
    if (chain) link(under, [path, ...chain].map(nameOf));
    return chain === undefined;
  });
}

function allUses({ domains, under, nameOf }: Pick<Stock, 'domains' | 'under' | 'nameOf'>) {
  const uses = new Map<string, Use[]>();
  const note = (name: string, use: Use) => {
    const known = uses.get(name) ?? [];
    if (!known.some(({ id }) => id === use.id)) uses.set(name, [...known, use]);
  };
  for (const { id, name: machine, disks } of domains) {
    const named = disks.flatMap((disk) =>
      disk.path === undefined ? [] : [{ disk, name: nameOf(disk.path) }],
    );
    for (const { disk, name } of named) {
      note(name, { id, machine, as: isMedium(disk) ? 'medium' : 'disk' });
    }
    for (const { name } of named) {
      for (const base of below(under, name)) note(base, { id, machine, as: 'base' });
    }
  }
  return uses;
}

/** Volumes that stand right on the file, of whatever machine or of none. */
export function overlaysOf(stock: Stock, path: string): readonly VolumeRecord[] {
  const name = stock.nameOf(path);
  return stock.volumes.filter(
    ({ backing }) => backing !== undefined && stock.nameOf(backing) === name,
  );
}

/** Never written by its machine: a CD-ROM, or a disk that is read only. */
export function isMedium({ device, readonly }: DomainDisk): boolean {
  return device === 'cdrom' || device === 'floppy' || readonly;
}
