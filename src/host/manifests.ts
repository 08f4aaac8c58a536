import { z } from 'zod';
import type { Backup } from '../hypervisor/backups.ts';
import type { Machine } from '../hypervisor.ts';
import type { Place } from './backup-places.ts';

/** Where a backup is kept, in the words of the port. */
export interface Kept {
  readonly site: string;
  readonly host: string;
  readonly place: string;
}

/** The last verification, in `verified.json` beside a backup's manifest. */
export const Verified = z.object({
  at: z.number(),
  verdict: z.object({ whole: z.boolean(), says: z.string() }),
});
export type Verified = z.infer<typeof Verified>;

/**
 * Arguments: directories. For each backup a line with the number of its directory, its id, and in base64 what
 * `manifest.json` and `verified.json` hold; then what `files` writes, with the backup's own directory as the current
 * one.
 */
export function listScript(files: string): string {
  return `
number=0
command -v base64 >/dev/null || { echo 'base64: not found' >&2; exit 127; }
for place; do
  for found in "$place"/*/manifest.json; do
    [ -f "$found" ] || continue
    directory=\${found%/manifest.json} id=\${found%/manifest.json} id=\${id##*/}
    case $id in *[!a-z0-9-]*) continue ;; esac
    echo "backup $number $id $(head -c 1000000 "$found" | base64 | tr -d '\\n') $(head -c 10000 "$directory/verified.json" 2>/dev/null | base64 | tr -d '\\n')"
    cd "$directory" && ${files}
  done
  number=$((number + 1))
done
exit 0
`;
}

interface Shape<T> {
  safeParse(value: unknown): { data?: T | undefined };
}

/** One backup of a listing. */
export interface Listed<M> {
  readonly manifest: M;
  readonly place: Place;
  readonly directory: string;
  readonly verified: Verified | undefined;
  /** What the script wrote of its files. */
  readonly files: readonly string[];
}

/** What the script found; what somebody else wrote there is no backup of ours. */
export function parseListed<M extends { readonly id: string }>(
  text: string,
  shape: Shape<M>,
  places: readonly Place[],
): readonly Listed<M>[] {
  const blocks = text.split(/^(?=backup )/m).filter((block) => block.startsWith('backup '));
  return blocks.flatMap((block) => {
    const [line = '', ...files] = block.split('\n');
    const [, number, id, first = '', second = ''] = line.split(' ');
    const place = places[Number(number)];
    const manifest = storedJson(shape, first);
    if (place === undefined || id === undefined || manifest?.id !== id) return [];
    const directory = `${place.directory}/${id}`;
    return [{ manifest, place, directory, files, verified: storedJson(Verified, second) }];
  });
}

function storedJson<T>(shape: Shape<T>, base64: string): T | undefined {
  try {
    return shape.safeParse(JSON.parse(Buffer.from(base64, 'base64').toString())).data;
  } catch {
    return undefined;
  }
}

/** Newest first. */
export function newestFirst<T extends { readonly backup: Backup }>(all: readonly T[]): T[] {
  return all.toSorted((a, b) => b.backup.createdAt - a.backup.createdAt);
}

/** Those of one machine, or all. */
export function ofMachine(
  all: readonly { readonly backup: Backup }[],
  machine?: Machine,
): readonly Backup[] {
  return all
    .map(({ backup }) => backup)
    .filter((backup) => machine === undefined || backup.machine.id === machine.id);
}
