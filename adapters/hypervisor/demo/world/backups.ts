import type { Seed } from './fleet.ts';
import type { Files } from './guest/files.ts';
import { places } from './places.ts';
import type { World } from './world.ts';

/** A backup as its place holds it. */
export interface SavedBackup {
  readonly id: string;
  readonly place: string;
  readonly host: string;
  readonly machine: { readonly id: string; readonly birth: string; readonly name: string };
  readonly createdAt: number;
  readonly note: string;
  readonly kind: 'full' | 'incremental';
  readonly parent?: string | undefined;
  readonly bytes: number;
  /** What it brings back. */
  readonly seed: Seed;
  readonly files: Files;
  /** What reading it comes upon. */
  readonly damage?: string | undefined;
  /** It is whole from then on: the end of the task that writes it. */
  readonly from: number;
  /** It is gone from then on. */
  readonly until?: number | undefined;
  /** Its last verification has ended then. */
  readonly verifiedAt?: number | undefined;
  /** The mark of the task that made it. */
  readonly tag: string;
}

type Shelf = Pick<World, 'backups'>;

/** What can be seen at a moment: neither half-written nor deleted. Newest first. */
export function backupsAt({ backups }: Shelf, now: number): readonly SavedBackup[] {
  return [...backups.values()]
    .filter(({ from, until = Number.POSITIVE_INFINITY }) => from <= now && now < until)
    .sort((a, b) => b.createdAt - a.createdAt);
}

export function backupAt(world: Shelf, id: string, now: number): SavedBackup | undefined {
  return backupsAt(world, now).find((backup) => backup.id === id);
}

/** Those that cannot be read without this one. */
export function childrenOf(world: Shelf, { id }: SavedBackup, now: number): readonly SavedBackup[] {
  return backupsAt(world, now).filter(({ parent }) => parent === id);
}

/** What is wrong with it, or with one that it stands on. */
export function damageOf({ backups }: Shelf, backup: SavedBackup): string | undefined {
  const base = backup.parent === undefined ? undefined : backups.get(backup.parent);
  return backup.damage ?? (base && damageOf({ backups }, base));
}

/** What is free at a place; what is being written is taken already. */
export function freeBytes({ backups }: Shelf, name: string, now: number): number {
  const place = places.find((each) => each.name === name);
  const taken = [...backups.values()]
    .filter((each) => each.place === name && now < (each.until ?? Number.POSITIVE_INFINITY))
    .reduce((sum, { bytes }) => sum + bytes, 0);
  return place === undefined ? 0 : Math.max(0, place.capacityBytes - place.otherBytes - taken);
}

/** What a backup of the machine takes: its used blocks, packed; an incremental one a small part of them. */
export function sizeOf({ diskBytes, temper }: Seed, kind: SavedBackup['kind']): number {
  const full = diskBytes * temper.disk * 0.6;
  return Math.round(kind === 'full' ? full : full * 0.08);
}
