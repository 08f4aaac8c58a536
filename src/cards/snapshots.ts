import type { TableBlock } from '../card.ts';
import { ago } from '../format.ts';
import type { Snapshot } from '../hypervisor/snapshots.ts';

export function ramWords({ memory }: Pick<Snapshot, 'memory'>): string {
  return memory ? 'saved' : 'not saved';
}

/** Oldest first, as the machine's history went. */
export function snapshotTable(snapshots: readonly Snapshot[], now: number): TableBlock {
  const names = new Map(snapshots.map(({ id, name }) => [id, name]));
  return {
    type: 'table',
    columns: [
      { label: 'Name' },
      { label: 'Taken' },
      { label: 'RAM' },
      { label: 'On top of' },
      { label: 'Description' },
    ],
    rows: snapshots.map((snapshot) => [
      snapshot.current ? { text: `${snapshot.name} (now here)`, tone: 'success' } : snapshot.name,
      ago(snapshot.createdAt, now),
      ramWords(snapshot),
      (snapshot.parent === undefined ? undefined : names.get(snapshot.parent)) ?? '',
      snapshot.description,
    ]),
  };
}
