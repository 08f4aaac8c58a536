import type { SnapshotRecord } from './xml.ts';

type All = readonly SnapshotRecord[];

/** All that were taken on top of it and on top of those, each before what it stands on: the order they can go in. */
export function descendants({ id }: SnapshotRecord, all: All): readonly SnapshotRecord[] {
  return all
    .filter(({ parent }) => parent === id)
    .toReversed()
    .flatMap((child) => [...descendants(child, all), child]);
}

/**
 * External snapshots whose files lie on top of the disks this one knows, oldest first. Going back below them would
 * change the disk under their feet, and an internal one below them cannot be deleted.
 */
export function standingOn({ disksThen, id }: SnapshotRecord, all: All): readonly SnapshotRecord[] {
  const below = new Set(disksThen);
  const found: SnapshotRecord[] = [];
  for (const record of all) {
    const isOnTop = record.layers.length > 0 && record.disksThen.some((path) => below.has(path));
    if (record.id === id || !isOnTop) continue;
    found.push(record);
    for (const path of record.layers) below.add(path);
  }
  return found;
}

/** Internal snapshots that lie in the files of this external one, and would be lost with them without a word. */
export function lyingIn({ layers }: SnapshotRecord, all: All): readonly SnapshotRecord[] {
  return all.filter(
    ({ isExternal, disksThen }) => !isExternal && disksThen.some((path) => layers.includes(path)),
  );
}
