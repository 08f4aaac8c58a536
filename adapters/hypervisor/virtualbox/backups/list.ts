import type { Place } from '../../../../src/host/backup-places.ts';
import { type Kept, storedJson, Verified } from '../../../../src/host/manifests.ts';
import { runScript } from '../../../../src/host/script.ts';
import type { Backup } from '../../../../src/hypervisor/backups.ts';
import type { Client } from '../client.ts';
import { Manifest, type StoredBackup } from './manifest.ts';

/**
 * Arguments: directories. For each backup a line with the number of its directory, its id, and in base64 what
 * `manifest.json` and `verified.json` hold; then a line for each appliance beside them.
 */
const script = `
number=0
command -v base64 >/dev/null || { echo 'base64: not found' >&2; exit 127; }
for place; do
  for found in "$place"/*/manifest.json; do
    [ -f "$found" ] || continue
    directory=\${found%/manifest.json} id=\${found%/manifest.json} id=\${id##*/}
    case $id in *[!a-z0-9-]*) continue ;; esac
    echo "backup $number $id $(head -c 1000000 "$found" | base64 | tr -d '\\n') $(head -c 10000 "$directory/verified.json" 2>/dev/null | base64 | tr -d '\\n')"
    cd "$directory" && for file in *.ova; do
      case $file in *[!A-Za-z0-9._-]*) continue ;; esac
      stat -c 'file %s %n' -- "$file" 2>/dev/null
    done
  done
  number=$((number + 1))
done
exit 0
`;

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
  const blocks = text.split(/^(?=backup )/m).filter((block) => block.startsWith('backup '));
  const found = blocks.flatMap((block) => {
    const [line = '', ...files] = block.split('\n');
    const [, number, id, first = '', second = ''] = line.split(' ');
    const place = places[Number(number)];
    const manifest = storedJson(Manifest, first);
    if (place === undefined || id === undefined || manifest?.id !== id) return [];
    const size = files.find((file) => file.endsWith(` ${manifest.file}`))?.split(' ')[1];
    const bytes = size === undefined ? undefined : Number(size);
    const backup = asBackup({ site, host, place: place.name }, manifest, bytes);
    const verified = storedJson(Verified, second);
    const warnings = [...backup.warnings, ...faults(manifest, bytes)];
    const directory = `${place.directory}/${id}`;
    return [
      { manifest, directory, backup: { ...backup, warnings, ...(verified && { verified }) } },
    ];
  });
  return found.toSorted((a, b) => b.backup.createdAt - a.backup.createdAt);
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
