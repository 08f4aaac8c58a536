import { canonical } from './canonical.ts';
import type { AuditKey } from './keys.ts';

/** All that a row says, and the seal of the row before it. */
export interface SealedFields {
  readonly chain: number;
  readonly seq: number;
  /** ISO 8601 in UTC, with microseconds: PostgreSQL keeps them, so nobody can hide there. */
  readonly at: string;
  readonly replica: number | null;
  readonly event: string;
  readonly person: string | null;
  readonly actor: unknown;
  readonly place: unknown;
  readonly line: string;
  readonly operation: number | null;
  readonly targets: readonly string[];
  readonly outcome: string;
  readonly detail: string | null;
  readonly duration: number | null;
}

/** A chain when it begins: it has seen how far the others were, and so keeps them from being made anew. */
export interface ChainStart {
  readonly chain: number;
  readonly key: string;
  readonly begun: string;
  readonly seen: readonly Head[];
}

/** How far a chain is: the number and the seal of its last row. */
export interface Head {
  readonly chain: number;
  readonly seq: number;
  /** 64 hexadecimal digits. */
  readonly mac: string;
}

/** What stays of rows that retention dropped. */
export interface AnchorFields {
  readonly id: number;
  readonly part: string;
  readonly rows: number;
  readonly firstId: number;
  readonly lastId: number;
  readonly dropped: string;
  readonly runs: readonly Run[];
  /** The seal of the anchor before it. */
  readonly previous: string;
}

/** Rows of one chain, one after another, and the seal of the last. */
export interface Run {
  readonly chain: number;
  readonly from: number;
  readonly to: number;
  readonly mac: string;
}

/** Before each text, so that a seal over one kind never fits another. */
const words = {
  row: 'nakhoda-audit-row-1',
  start: 'nakhoda-audit-start-1',
  anchor: 'nakhoda-audit-anchor-1',
};

export function sealRow(key: AuditKey, row: SealedFields, previous: string): string {
  return key.digest(`${words.row}\n${previous}\n${canonical(fieldsOf(row))}`);
}

export function sealStart(key: AuditKey, { chain, key: id, begun, seen }: ChainStart): string {
  return key.digest(`${words.start}\n${canonical({ chain, key: id, begun, seen })}`);
}

export function sealAnchor(key: AuditKey, anchor: AnchorFields): string {
  const { id, part, rows, firstId, lastId, dropped, runs, previous } = anchor;
  return key.digest(
    `${words.anchor}\n${canonical({ id, part, rows, firstId, lastId, dropped, runs, previous })}`,
  );
}

/** Only what is sealed, whatever else the row holds. */
function fieldsOf(row: SealedFields): SealedFields {
  const { chain, seq, at, replica, event, person, actor, place } = row;
  const { line, operation, targets, outcome, detail, duration } = row;
  return {
    ...{ chain, seq, at, replica, event, person, actor, place },
    ...{ line, operation, targets, outcome, detail, duration },
  };
}
