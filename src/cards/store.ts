import type { Card, Field } from '../card.ts';
import { bytes, count } from '../format.ts';
import type { Exported } from '../store/export/export.ts';
import type { Imported } from '../store/export/import.ts';
import type { Retention } from '../store/retention.ts';
import type { Fact, StoreStatus } from '../store/status.ts';
import { when, whenAgo } from '../time/moment.ts';

/** The bot's own data as a whole. */
export function statusCard(status: StoreStatus, retention: Retention, now: number): Card {
  const { schema, live } = status;
  const fields: Field[] = [
    { label: status.kind === 'embedded' ? 'Embedded in' : 'Database', value: status.where },
    { label: 'PostgreSQL', value: status.postgres },
    { label: 'Schema', value: schema.version === 0 ? 'none yet' : String(schema.version) },
    { label: 'Size', value: bytes(status.bytes) },
    { label: 'At work', value: live.length === 0 ? 'nobody' : live.join(', ') },
    { label: 'Kept', value: kept(retention) },
    { label: 'Last export', value: done(status.facts, 'exported', now) },
    { label: 'Last import', value: done(status.facts, 'imported', now) },
    { label: 'Last pruned', value: done(status.facts, 'pruned', now) },
  ];
  const rows = status.tables.map((table) => [
    table.name,
    String(table.rows),
    bytes(table.bytes),
    table.oldest === undefined ? '' : when(table.oldest),
    table.newest === undefined ? '' : when(table.newest),
  ]);
  return {
    title: 'The store',
    blocks: [{ type: 'fields', fields }, ...(rows.length > 0 ? [{ ...tableOf(rows) }] : [])],
  };
}

function tableOf(rows: readonly (readonly (string | ReturnType<typeof when>)[])[]) {
  const right = 'right' as const;
  const columns = [
    { label: 'Table' },
    { label: 'Rows', align: right },
    { label: 'Size', align: right },
    { label: 'Oldest' },
    { label: 'Newest' },
  ];
  return { type: 'table' as const, columns, rows };
}

function kept({ tasks, audit, confirmations }: Retention): string {
  return `ended tasks ${count(tasks, 'day')}, audit ${count(audit, 'day')}, confirmations ${count(confirmations, 'day')}`;
}

function done(facts: readonly Fact[], name: Fact['name'], now: number) {
  const fact = facts.find((one) => one.name === name);
  return fact ? whenAgo(fact.at, now) : 'never';
}

export function exportedCard({ file, schema, rows, open }: Exported): Card {
  const moved =
    open === 0
      ? ''
      : ` ${count(open, 'task')} had not ended: before you go on elsewhere, stop the bot here and export again.`;
  return {
    title: `The store was exported to ${file}`,
    tone: 'success',
    blocks: [{ type: 'text', text: `${total(rows)}, schema ${schema}.${moved}` }],
  };
}

export function importedCard({ file, from, schema, rows }: Imported): Card {
  const raised = from === schema ? '' : `, brought from schema ${from} to ${schema}`;
  return {
    title: `The store was filled from ${file}`,
    tone: 'success',
    blocks: [{ type: 'text', text: `${total(rows)}${raised}.` }],
  };
}

function total(rows: Readonly<Record<string, number>>): string {
  const sum = Object.values(rows).reduce((all, some) => all + some, 0);
  return `${count(sum, 'row')} of ${count(Object.keys(rows).length, 'table')}`;
}
