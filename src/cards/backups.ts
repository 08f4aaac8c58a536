import type { Action, Cell, Field, TableBlock } from '../card.ts';
import { ago, bytes } from '../format.ts';
import type { Backup, BackupPlace } from '../hypervisor/backups.ts';
import { when } from '../time/moment.ts';
import { typed } from './typed.ts';

/** What a person asks of a backup besides its name. */
export function backupFields(backup: Backup): readonly Field[] {
  return [
    { label: 'Where', value: `${backup.place} on ${backup.host}` },
    { label: 'Made', value: when(backup.createdAt) },
    { label: 'Kind', value: backup.kind },
    { label: 'Size', value: bytes(backup.bytes) },
    ...(backup.diskBytes === undefined
      ? []
      : [{ label: 'Brings back', value: bytes(backup.diskBytes) }]),
    ...(backup.protected ? [{ label: 'Protected', value: 'yes: it is not deleted' }] : []),
    ...(backup.note === '' ? [] : [{ label: 'Note', value: backup.note }]),
  ];
}

/** What can be done with one that is there. */
export function backupActions(name: string, machine: string): readonly Action[] {
  return [
    { label: 'Verify', command: typed('backup verify', name) },
    { label: 'Restore', command: typed('backup restore', name) },
    { label: 'Backups', command: typed('backup list', machine) },
  ];
}

/** Whether anybody has read it since it was written: `whole (2 d ago)`, `not whole`, `not verified`. */
export function verifiedWords({ verified }: Pick<Backup, 'verified'>, now: number): string {
  if (verified === undefined) return 'not verified';
  const words = verified.verdict.whole ? 'whole' : 'not whole';
  return `${words} (${ago(verified.at, now)})`;
}

function verifiedCell(backup: Backup, now: number): Cell {
  const text = verifiedWords(backup, now);
  if (backup.verified === undefined) return text;
  return { text, tone: backup.verified.verdict.whole ? 'success' : 'danger' };
}

/** Newest first. */
export function backupTable(
  backups: readonly Backup[],
  { name, now }: { name(backup: Backup): string; readonly now: number },
): TableBlock {
  return {
    type: 'table',
    columns: [
      { label: 'Backup' },
      { label: 'Made' },
      { label: 'Size', align: 'right' },
      { label: 'Verified' },
      { label: 'Where' },
      { label: 'Note' },
    ],
    rows: backups.map((backup) => [
      `${name(backup)}${remarks(backup)}`,
      ago(backup.createdAt, now),
      bytes(backup.bytes),
      verifiedCell(backup, now),
      `${backup.place} on ${backup.host}`,
      backup.note,
    ]),
  };
}

function remarks({ kind, protected: kept }: Backup): string {
  const words = [...(kind === 'full' ? [] : [kind]), ...(kept ? ['protected'] : [])];
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

/** One line for each place, with what is left there. */
export function placeFields(places: readonly BackupPlace[]): readonly Field[] {
  return places.map(({ host, name, freeBytes, capacityBytes, problem }) => {
    const label = `${name} on ${host}`;
    if (problem !== undefined) return { label, value: problem, tone: 'warning' };
    const free = `${bytes(freeBytes)} free`;
    return {
      label,
      value: capacityBytes === undefined ? free : `${free} of ${bytes(capacityBytes)}`,
    };
  });
}
