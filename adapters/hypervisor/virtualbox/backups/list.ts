import type { Place } from '../../../../src/host/backup-places.ts';
import { type Kept, listScript, newestFirst, parseListed } from '../../../../src/host/manifests.ts';
import { runScript } from '../../../../src/host/script.ts';
import type { Backup } from '../../../../src/hypervisor/backups.ts';
import type { Client } from '../client.ts';
import { Manifest, type StoredBackup } from './manifest.ts';

/** A line for each appliance. */
const script = listScript(`for file in *.ova; do
      case $file in *[!A-Za-z0-9._-]*) continue ;; esac
      stat -c 'file %s %n' -- "$file" 2>/dev/null
    done`);

export interface Listing extends Omit<Kept, 'place'> {
  readonly places: readonly Place[];
}

/** Milliseconds for some hundreds of backups on a slow disk. */
const LIMIT = 30_000;

/** Every finished backup of the places, newest first, in one call to the host. */
export async function readBackups(
  { reach }: Client,
  listing: Listing,
  signal: AbortSignal,
): Promise<StoredBackup[]> {
  const directories = listing.places.map(({ directory }) => directory);
  const options = { signal, timeoutMs: LIMIT };
  return parseListing(await runScript(reach, [script, ...directories], options), listing);
}

export function parseListing(text: string, { places, site, host }: Listing): StoredBackup[] {
  const found = parseListed(text, Manifest, places).map((listed): StoredBackup => {
    const { manifest, place, directory, verified, files } = listed;
    const size = files.find((file) => file.endsWith(` ${manifest.file}`))?.split(' ')[1];
    const bytes = size === undefined ? undefined : Number(size);
    const backup = asBackup({ site, host, place: place.name }, manifest, bytes);
    const warnings = [...backup.warnings, ...faults(manifest, bytes)];
    return { manifest, directory, backup: { ...backup, warnings, ...(verified && { verified }) } };
  });
  return newestFirst(found);
}

/** What a glance shows already, without reading the file. */
export function faults(
  { file, bytes }: Pick<Manifest, 'file' | 'bytes'>,
  found: number | undefined,
): string[] {
  if (found === undefined) return [`${file} is missing or cannot be read`];
  if (found === bytes) return [];
  return [`${file} is ${found < bytes ? 'cut short' : 'longer than it was'}`];
}

export function asBackup(kept: Kept, manifest: Manifest, bytes: number | undefined): Backup {
  const { id, machine, createdAt, note, diskBytes, warnings } = manifest;
  return { ...kept, id, machine, createdAt, note, kind: 'full', bytes, diskBytes, warnings };
}
