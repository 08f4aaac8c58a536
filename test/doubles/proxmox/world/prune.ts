import type { Volume } from './storage.ts';

export type Mark = 'keep' | 'remove' | 'protected';

const spans: readonly (readonly [string, (seconds: number) => string])[] = [
  ['keep-last', (seconds) => String(seconds)],
  ['keep-hourly', (seconds) => iso(seconds).slice(0, 13)],
  ['keep-daily', (seconds) => iso(seconds).slice(0, 10)],
  ['keep-weekly', (seconds) => String(Math.floor((seconds / 86_400 + 3) / 7))],
  ['keep-monthly', (seconds) => iso(seconds).slice(0, 7)],
  ['keep-yearly', (seconds) => iso(seconds).slice(0, 4)],
];

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** `keep-last=2,keep-daily=7`; nothing where all are kept. */
export function keepOf(text: string | undefined): ReadonlyMap<string, number> | undefined {
  const keep = new Map(
    (text ?? '').split(',').map((part) => [part.split('=')[0] ?? '', Number(part.split('=')[1])]),
  );
  if (keep.get('keep-all') === 1) return;
  return [...keep.values()].some((count) => count > 0) ? keep : undefined;
}

/** What becomes of each backup of one machine: https://pve.proxmox.com/pve-docs/chapter-vzdump.html */
export function marks(
  backups: readonly Volume[],
  keep: ReadonlyMap<string, number> | undefined,
): ReadonlyMap<Volume, Mark> {
  const marked = new Map<Volume, Mark>();
  const sorted = backups.toSorted((one, other) => other.ctime - one.ctime);
  for (const one of sorted) if (one.isProtected === true) marked.set(one, 'protected');
  for (const [name, idOf] of spans) markSpan(sorted, marked, keep?.get(name) ?? 0, idOf);
  const rest = sorted.filter((one) => !marked.has(one));
  for (const one of rest) marked.set(one, keep === undefined ? 'keep' : 'remove');
  return marked;
}

/** The newest of each span, up to so many spans that have none yet. */
function markSpan(
  sorted: readonly Volume[],
  marked: Map<Volume, Mark>,
  count: number,
  idOf: (seconds: number) => string,
): void {
  if (count === 0) return;
  const kept = new Set(
    sorted.filter((one) => marked.get(one) === 'keep').map(({ ctime }) => idOf(ctime)),
  );
  const found = new Set<string>();
  for (const one of sorted) {
    const id = idOf(one.ctime);
    if (marked.has(one) || kept.has(id)) continue;
    if (found.has(id)) marked.set(one, 'remove');
    else if (found.size >= count) return;
    else {
      found.add(id);
      marked.set(one, 'keep');
    }
  }
}
