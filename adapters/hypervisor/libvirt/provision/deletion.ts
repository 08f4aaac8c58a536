import { basename, dirname } from 'node:path/posix';
import type { Deletion, DoomedFile } from '../../../../src/hypervisor/provision.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { nvramOf } from '../backups/disks.ts';
import { accepted, type Client } from '../client.ts';
import { child, parseXml } from '../domain-xml.ts';
import { readRecords } from '../snapshots/records.ts';
import type { SnapshotRecord } from '../snapshots/xml.ts';
import { parseDomain } from '../storage/domain-disks.ts';
import { isLayerOf, seedOf } from '../storage/our-files.ts';
import type { Wanted } from '../storage/shared-stock.ts';
import {
  chainBelow,
  isMedium,
  overlaysOf,
  readStock,
  type Stock,
  type UntoldDisk,
  usesOf,
  volumeAt,
} from '../storage/stock.ts';
import { uuidWord } from '../words.ts';

/** What a deletion would take, and what forbids it. */
export interface DeletionPlan extends Deletion {
  readonly definition: string;
  /** Files of the machine that other machines stand on: while they do, it cannot go. */
  readonly needed: readonly { readonly path: string; readonly machines: readonly string[] }[];
  /** Disks of others that may stand on any of the files: nobody can tell. */
  readonly untold: readonly UntoldDisk[];
  /** Files among these that lie in no pool of libvirt. */
  readonly outside: readonly string[];
}

export interface DeletionOptions {
  readonly signal: AbortSignal;
  /** What lies on the host; read for this plan alone when absent. */
  readonly stockOf?: ((wanted: Wanted) => Promise<Stock>) | undefined;
}

export async function planDeletion(
  client: Client,
  machine: Machine,
  { signal, stockOf = ({ also }) => readStock(client, signal, { also }) }: DeletionOptions,
): Promise<DeletionPlan> {
  const id = uuidWord(machine.id);
  const [definition = ''] = await client.query([`dumpxml ${id} --inactive`], {
    signal,
    name: machine.name,
  });
  const snapshots = await readRecords(client, machine, signal);
  const stock = await stockOf({
    id: machine.id,
    disks: parseDomain(definition).disks.flatMap(({ path }) => path ?? []),
    also: snapshots.flatMap(filesOf),
  });
  const files = ownFiles(stock, machine, snapshots);
  const others = (path: string) => usesOf(stock, path).filter((use) => use.id !== machine.id);
  const doomed = [...files].filter(
    ([path]) => others(path).length === 0 && strangers(stock, path, files).length === 0,
  );
  const needed = [...files].flatMap(([path]) => {
    const machines = others(path)
      .filter(({ as }) => as === 'base')
      .map((use) => use.machine);
    return machines.length === 0 ? [] : [{ path, machines }];
  });
  const sized = (path: string) => volumeAt(stock, path);
  const saved = await savedFiles(client, machine, { definition, signal });
  return {
    definition,
    files: [...doomed.map(([path, what]) => ({ path, what, bytes: sized(path)?.bytes })), ...saved],
    kept: keptFiles(stock, machine, files),
    snapshots: snapshots.length,
    needed,
    untold: doomed.length === 0 ? [] : stock.untold.filter(({ id: of }) => of !== machine.id),
    outside: doomed.map(([path]) => path).filter((path) => sized(path) === undefined),
  };
}

/** Why it cannot be deleted now. */
export function obstacle({ needed, untold }: DeletionPlan) {
  const [on] = needed.flatMap(({ machines }) => machines);
  if (on !== undefined) {
    const hint = 'Delete the linked clones first.';
    return { says: `the disk of ${on} stands on its disk`, hint };
  }
  const [disk] = untold;
  if (disk === undefined) return undefined;
  const folder = dirname(disk.path);
  return {
    says: `nobody can tell whether ${disk.path} of ${disk.machine} stands on its disk`,
    hint: `Make the folder known to libvirt: \`virsh pool-create-as NAME dir --target ${folder}\`.`,
  };
}

type Own = ReadonlyMap<string, DoomedFile['what']>;

/** What is this machine's and nobody else's by its making; media and images it was made from are not. */
function ownFiles(stock: Stock, machine: Machine, snapshots: readonly SnapshotRecord[]): Own {
  // What a file came to be with says more of it than that it is the disk of now.
  const own: Own = new Map([
    ...diskFiles(stock, machine),
    ...snapshots.flatMap(disksOf).filter(([path]) => !isDevice(stock, path)),
    ...snapshots.flatMap(snapshotFiles),
  ]);
  const bases = [...own.keys()].flatMap((path) => basesOf(stock, path));
  return new Map([...bases.map((path) => [path, 'disk'] as const), ...own]);
}

function diskFiles(stock: Stock, machine: Machine): [string, DoomedFile['what']][] {
  const disks = stock.domains.find(({ id }) => id === machine.id)?.disks ?? [];
  return disks.flatMap((disk) => {
    const what = isMedium(disk) ? 'seed' : 'disk';
    const { path } = disk;
    if (path === undefined || isDevice(stock, path)) return [];
    return what === 'disk' || seedOf(path) ? [[path, what]] : [];
  });
}

/** A disk of the host itself, or a part of one that no pool of libvirt made: its node is no file to remove. */
function isDevice(stock: Stock, path: string): boolean {
  return path.startsWith('/dev/') && volumeAt(stock, path) === undefined;
}

/** Volumes that stand on the file and are no part of the machine, though no machine of this host uses them. */
function strangers(stock: Stock, path: string, own: Own): string[] {
  const names = new Set([...own.keys()].map(stock.nameOf));
  return overlaysOf(stock, path)
    .filter((above) => above.path === undefined || !names.has(stock.nameOf(above.path)))
    .map(({ name }) => name);
}

function filesOf({ disksThen, layers }: SnapshotRecord): string[] {
  return [...disksThen, ...layers];
}

function disksOf({ disksThen }: SnapshotRecord): [string, 'disk'][] {
  return disksThen.map((path) => [path, 'disk']);
}

function snapshotFiles({ layers, memoryFile }: SnapshotRecord): [string, 'snapshot' | 'memory'][] {
  const saved: [string, 'memory'][] = memoryFile === undefined ? [] : [[memoryFile, 'memory']];
  return [...layers.map((path): [string, 'snapshot'] => [path, 'snapshot']), ...saved];
}

/** Disks of the same machine that became bases of linked clones. */
function basesOf(stock: Stock, path: string): readonly string[] {
  const chain = [path, ...chainBelow(stock, path)];
  const foreign = chain.findIndex(
    (below, at) => at > 0 && !isLayerOf(basename(chain[at - 1] ?? ''), basename(below)),
  );
  return chain.slice(1, foreign < 0 ? undefined : foreign);
}

function keptFiles(stock: Stock, machine: Machine, own: Own): string[] {
  const disks = stock.domains.find(({ id }) => id === machine.id)?.disks ?? [];
  const all = disks.flatMap(({ path }) => (path === undefined ? [] : [path]));
  const below = all.flatMap((path) => chainBelow(stock, path));
  return [...new Set([...all, ...below])].flatMap((path) => {
    const others = usesOf(stock, path).filter(({ id }) => id !== machine.id);
    const isOwn = own.has(path);
    const above = isOwn ? strangers(stock, path, own) : [];
    if (above.length > 0 && others.length === 0) {
      return [`${basename(path)}: ${above.join(', ')} stands on it`];
    }
    if (isDevice(stock, path)) return [`${path}: a device of the host, which stays as it is`];
    const why = reason(others, { isOwn, isBase: below.includes(path) });
    return why === undefined ? [] : [`${basename(path)}: ${why}`];
  });
}

function reason(
  others: readonly { readonly machine: string; readonly as: string }[],
  { isOwn, isBase }: { isOwn: boolean; isBase: boolean },
): string | undefined {
  const names = others.map(({ machine }) => machine).join(', ');
  if (others.some(({ as }) => as === 'base')) return `${names} stand on it`;
  if (others.length > 0) return `${names} use it too`;
  if (isOwn) return undefined;
  return isBase ? 'an image that it stands on, and may be of use again' : 'a medium';
}

/** What libvirt removes with the definition: its saved memory and its UEFI variables. */
async function savedFiles(
  client: Client,
  machine: Machine,
  { definition, signal }: { definition: string; signal: AbortSignal },
): Promise<DoomedFile[]> {
  const [saved = { out: '', err: '' }] = await client.answers(
    ['list --all --uuid --with-managed-save'],
    { signal },
  );
  const nvram = nvramOf(child(parseXml(definition), 'domain'));
  const isSaved = accepted(saved).includes(machine.id);
  return [
    // Where libvirt of the system keeps it: https://libvirt.org/manpages/virsh.html#managedsave
    ...(isSaved
      ? [{ path: `/var/lib/libvirt/qemu/save/${machine.name}.save`, what: 'memory' as const }]
      : []),
    ...(nvram ? [{ path: nvram, what: 'nvram' as const }] : []),
  ];
}
