import type { AuditInfo } from '../audit/trail.ts';
import type { Block, Card, Cell, Field, Tone } from '../card.ts';
import { count, span } from '../format.ts';
import { when, whenAgo } from '../time/moment.ts';

export interface ListOptions {
  /** The line for those before; absent where there are none. */
  readonly older: string | undefined;
  readonly now: number;
}

export function auditListCard(rows: readonly AuditInfo[], { older }: ListOptions): Card {
  return {
    title: `${count(rows.length, 'row')} of the audit`,
    blocks: rows.length > 0 ? [table(rows)] : [{ type: 'text', text: 'No row fits that.' }],
    actions: [
      ...(older === undefined ? [] : [{ label: 'Older ones', command: older }]),
      { label: 'Is it whole?', command: 'audit verify' },
    ],
  };
}

function table(rows: readonly AuditInfo[]): Block {
  return {
    type: 'table',
    columns: [
      { label: 'Row', align: 'right' },
      { label: 'When' },
      { label: 'Who' },
      { label: 'What' },
      { label: 'Line' },
      { label: 'Outcome' },
    ],
    rows: rows.map((row) => [
      String(row.id),
      when(row.at),
      row.actor.name,
      row.event,
      row.line,
      outcome(row),
    ]),
  };
}

const tones: Readonly<Record<string, Tone>> = {
  failed: 'danger',
  undecided: 'warning',
  fault: 'danger',
  forbidden: 'warning',
};

function outcome({ outcome: text }: AuditInfo): Cell {
  const tone = tones[text];
  return tone === undefined ? text : { text, tone };
}

export function auditRowCard(row: AuditInfo, now: number): Card {
  const { id, operation } = row;
  return {
    title: `Row ${id} of the audit: ${row.event}`,
    blocks: [
      { type: 'fields', fields: fields(row, now) },
      { type: 'code', text: row.line },
    ],
    actions: operation === null ? [] : [{ label: 'Task', command: `task show ${operation}` }],
  };
}

function fields(row: AuditInfo, now: number): readonly Field[] {
  const { actor, place } = row;
  const some = (label: string, value: string | null | undefined): readonly Field[] =>
    value ? [{ label, value }] : [];
  return [
    { label: 'When', value: whenAgo(row.at, now) },
    { label: 'Who', value: `${actor.name} (${actor.platform}:${actor.id})` },
    ...some('Person', row.person),
    ...some('Where', place && `${place.platform} ${place.channel}`),
    { label: 'Outcome', value: row.outcome },
    ...some('Detail', row.detail),
    ...some('Targets', row.targets.map((target) => target.replace(':', ' ')).join(', ')),
    ...some('Took', row.duration === null ? undefined : took(row.duration)),
    ...some('Process', row.replica === null ? undefined : String(row.replica)),
    { label: 'Chain', value: `${row.chain}, number ${row.seq}` },
    { label: 'Seal', value: row.mac },
    { label: 'Seal before it', value: row.previous },
  ];
}

function took(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : span(ms);
}

export interface ExportedAudit {
  readonly text: string;
  readonly rows: number;
  /** The line for what did not go into this file. */
  readonly more: string | undefined;
}

export function auditExportCard({ text, rows, more }: ExportedAudit): Card {
  if (rows === 0) return { title: 'No row of the audit fits that' };
  const rest = 'There are more than go into one file: the button gives the next.';
  return {
    title: `${count(rows, 'row')} of the audit`,
    blocks: [
      ...(more === undefined ? [] : [{ type: 'text', text: rest } as const]),
      { type: 'file', name: 'audit.jsonl', text },
    ],
    actions: more === undefined ? [] : [{ label: 'The next ones', command: more }],
  };
}
