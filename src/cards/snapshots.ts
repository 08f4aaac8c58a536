import type { TableBlock } from '../card.ts';
import { ago } from '../format.ts';
import type { NewSnapshot, Snapshot } from '../hypervisor/snapshots.ts';

type Kind = Pick<Snapshot, 'memory' | 'external'>;

/** What a snapshot holds, and where that is not in the disks themselves. */
export function holdsWords({ memory, external }: Kind): string {
  const what = memory ? 'disks and RAM' : 'disks only';
  return external ? `${what}, external` : what;
}

/** What is out of the ordinary about one that is wanted. */
export function kindWords({ disksOnly, external }: NewSnapshot): string {
  const words = [
    ...(disksOnly ? ['the disks alone, as after a power cut'] : []),
    ...(external ? ['in files of its own beside the disks'] : []),
  ];
  return words.join(', ');
}

/** Oldest first, as the machine's history went. */
export function snapshotTable(snapshots: readonly Snapshot[], now: number): TableBlock {
  const names = new Map(snapshots.map(({ id, name }) => [id, name]));
  return {
    type: 'table',
    columns: [
      { label: 'Name' },
      { label: 'Taken' },
      { label: 'Holds' },
      { label: 'On top of' },
      { label: 'Description' },
    ],
    rows: snapshots.map((snapshot) => [
      snapshot.current ? { text: `${snapshot.name} (now here)`, tone: 'success' } : snapshot.name,
      ago(snapshot.createdAt, now),
      holdsWords(snapshot),
      (snapshot.parent === undefined ? undefined : names.get(snapshot.parent)) ?? '',
      snapshot.description,
    ]),
  };
}
