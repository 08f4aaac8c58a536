import type { Place } from '../../../../src/host/backup-places.ts';
import { type Kept, listScript, newestFirst, parseListed } from '../../../../src/host/manifests.ts';
import { runScript } from '../../../../src/host/script.ts';
import type { Backup } from '../../../../src/hypervisor/backups.ts';
import type { Client } from '../client.ts';
import { hostName } from '../storage/host-name.ts';
import { Manifest, type StoredBackup } from './manifest.ts';

/** A line for each file that has a plain name. */
const script = listScript(`for file in *; do
      case $file in *[!a-z0-9.]*) continue ;; esac
      stat -c 'file %s %b %B %n' -- "$file"
    done`);

export interface Listing {
  readonly places: readonly Place[];
  readonly site: string;
  readonly signal: AbortSignal;
}

/** Milliseconds for some hundreds of backups on a slow disk. */
const LIMIT = 30_000;

/** Every finished backup of the places, newest first, in one call to the host. */
export async function readBackups(client: Client, listing: Listing): Promise<StoredBackup[]> {
  const { places, signal } = listing;
  const [host, text] = await Promise.all([
    hostName(client, signal),
    runScript(client.reach, [script, ...places.map(({ directory }) => directory)], {
      signal,
      timeoutMs: LIMIT,
    }),
  ]);
  return parseListing(text, { ...listing, host });
}

export function parseListing(
  text: string,
  { places, site, host }: Omit<Listing, 'signal'> & { readonly host: string },
): StoredBackup[] {
  const found = parseListed(text, Manifest, places).map((listed): StoredBackup => {
    const { manifest, place, directory, verified, files } = listed;
    const sizes = parseFiles(files);
    const bytes = [...sizes.values()].reduce((sum, { taken }) => sum + taken, 0);
    const backup = asBackup({ site, host, place: place.name }, manifest, bytes);
    const warnings = [...backup.warnings, ...faults(manifest, sizes)];
    return { manifest, directory, backup: { ...backup, warnings, ...(verified && { verified }) } };
  });
  return newestFirst(found);
}

type Sizes = ReadonlyMap<string, { readonly bytes: number; readonly taken: number }>;

function parseFiles(lines: readonly string[]): Sizes {
  return new Map(
    lines.flatMap((line) => {
      const [, bytes, blocks, unit, name] = /^file (\d+) (\d+) (\d+) (\S+)$/.exec(line) ?? [];
      if (name === undefined) return [];
      return [[name, { bytes: Number(bytes), taken: Number(blocks) * Number(unit) }] as const];
    }),
  );
}

/** What a glance shows already, without reading the files. */
function faults({ files }: Manifest, sizes: Sizes): string[] {
  return files.flatMap(({ name, bytes }) => {
    const size = sizes.get(name)?.bytes;
    if (size === undefined) return [`${name} is missing`];
    return size === bytes
      ? []
      : [`${name} is ${size < bytes ? 'cut short' : 'longer than it was'}`];
  });
}

export function asBackup(kept: Kept, manifest: Manifest, bytes: number): Backup {
  const { id, machine, createdAt, note, kind, parent, disks, warnings } = manifest;
  const diskBytes = disks.reduce((sum, disk) => sum + disk.virtualBytes, 0);
  return { ...kept, id, machine, createdAt, note, kind, parent, bytes, diskBytes, warnings };
}
