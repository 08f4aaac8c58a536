import type { Place } from '../../../../src/host/backup-places.ts';
import { type Kept, storedJson, Verified } from '../../../../src/host/manifests.ts';
import { runScript } from '../../../../src/host/script.ts';
import type { Backup } from '../../../../src/hypervisor/backups.ts';
import type { Client } from '../client.ts';
import { hostName } from '../storage/host-name.ts';
import { Manifest, type StoredBackup } from './manifest.ts';

/**
 * Arguments: directories. For each backup a line with the number of its directory, its id, and in base64 what
 * `manifest.json` and `verified.json` hold; then a line for each file that has a plain name.
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
    cd "$directory" && for file in *; do
      case $file in *[!a-z0-9.]*) continue ;; esac
      stat -c 'file %s %b %B %n' -- "$file"
    done
  done
  number=$((number + 1))
done
exit 0
`;

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
  const blocks = text.split(/^(?=backup )/m).filter((block) => block.startsWith('backup '));
  const found = blocks.flatMap((block) => {
    const [line = '', ...files] = block.split('\n');
    const [, number, id, first = '', second = ''] = line.split(' ');
    const place = places[Number(number)];
    const manifest = storedJson(Manifest, first);
    if (place === undefined || id === undefined || manifest?.id !== id) return [];
    const sizes = parseFiles(files);
    const bytes = [...sizes.values()].reduce((sum, { taken }) => sum + taken, 0);
    const backup = asBackup({ site, host, place: place.name }, manifest, bytes);
    const verified = storedJson(Verified, second);
    return [
      {
        manifest,
        directory: `${place.directory}/${id}`,
        backup: {
          ...backup,
          warnings: [...backup.warnings, ...faults(manifest, sizes)],
          ...(verified && { verified }),
        },
      },
    ];
  });
  return found.toSorted((a, b) => b.backup.createdAt - a.backup.createdAt);
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
