import type { Block } from '../card.ts';
import type { ResolvedMachine } from '../command.ts';
import { bytes, count, unknown } from '../format.ts';
import type { Deletion, DoomedFile } from '../hypervisor/provision.ts';

/** A machine that is to be deleted, with what goes and what stays. */
export interface Doomed {
  readonly machine: ResolvedMachine;
  readonly deletion: Deletion;
  /** How many backups stay; undefined where the site keeps none. */
  readonly backups: number | 'unknown' | undefined;
}

const words: Record<DoomedFile['what'], string> = {
  disk: 'disk',
  snapshot: 'snapshot',
  memory: 'saved memory',
  nvram: 'firmware settings',
  seed: 'first-boot settings',
};

/** Every file that goes, and everything that stays. */
export function deletionBlocks(doomed: readonly Doomed[]): readonly Block[] {
  const many = doomed.length > 1;
  const files = doomed.flatMap(({ machine, deletion }) =>
    deletion.files.map((file) => ({ ...file, label: machine.label })),
  );
  return [
    { type: 'text', text: `This cannot be undone: ${sumWords(files)} gone for good.` },
    ...(files.length === 0 ? [] : [table(files, many)]),
    ...doomed.map((one) => facts(one, many)),
  ];
}

function sumWords(files: readonly DoomedFile[]): string {
  const sizes = files.flatMap((file) => file.bytes ?? []);
  const sum = bytes(sizes.reduce((total, size) => total + size, 0));
  const least = sizes.length < files.length ? 'at least ' : '';
  return `${count(files.length, 'file')} with ${least}${sum} ${files.length === 1 ? 'is' : 'are'}`;
}

function table(files: readonly (DoomedFile & { readonly label: string })[], many: boolean): Block {
  return {
    type: 'table',
    columns: [
      { label: 'File' },
      { label: 'What' },
      { label: 'Size', align: 'right' },
      ...(many ? [{ label: 'Machine' }] : []),
    ],
    rows: files.map((file) => [
      file.path,
      words[file.what],
      bytes(file.bytes),
      ...(many ? [file.label] : []),
    ]),
  };
}

function facts({ machine, deletion, backups }: Doomed, many: boolean): Block {
  const of = many ? ` of ${machine.label}` : '';
  const { snapshots, kept } = deletion;
  return {
    type: 'fields',
    fields: [
      { label: `Machine`, value: `${machine.label} on ${machine.machine.host}` },
      {
        label: `Snapshots${of}`,
        value: snapshots === 0 ? 'none' : `${count(snapshots, 'snapshot')} deleted with it`,
        tone: snapshots === 0 ? undefined : 'danger',
      },
      ...(backups === undefined ? [] : [{ label: `Backups${of}`, value: backupWords(backups) }]),
      ...kept.map((value) => ({ label: 'Stays', value })),
    ],
  };
}

function backupWords(backups: number | 'unknown'): string {
  if (backups === 'unknown') return unknown;
  return backups === 0
    ? 'none: there is no way back'
    : `${count(backups, 'backup')} ${backups === 1 ? 'stays' : 'stay'}`;
}
