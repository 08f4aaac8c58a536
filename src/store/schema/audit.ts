import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Head, Run } from '../../audit/seal.ts';
import type { Actor, Place } from '../../chat.ts';

type Time = ColumnType<Date, Date, Date>;
type Defaulted = ColumnType<Date, never, Date>;
type Json<T> = JSONColumnType<T & object, string, string>;

/** Append-only, in months. `seq` counts in its chain; `mac` seals the row together with the seal before it. */
export interface SealedTable {
  id: Generated<number>;
  at: Time;
  chain: number;
  seq: number;
  previous: Buffer;
  mac: Buffer;
  replica: number | null;
  /** Whose identity the actor is, where that was known. */
  person: string | null;
  actor: Json<Actor>;
  place: Json<Place> | null;
  line: string;
  operation: number | null;
  targets: string[];
  outcome: string;
  detail: string | null;
  duration_ms: number | null;
}

/** How far a chain is, which key seals it, and what it saw of the others when it began. */
export interface AuditChainTable {
  id: number;
  key: string;
  begun_at: Time;
  seen: Json<readonly Head[]>;
  start: Buffer;
  /** The process that writes to it; the next one goes on with it when that is gone. */
  owner: number;
  seq: number;
  mac: Buffer;
  moved_at: Defaulted;
}

/** What stays of a month that retention dropped. */
export interface AuditAnchorTable {
  id: number;
  part: string;
  rows: number;
  first_id: number;
  last_id: number;
  dropped_at: Time;
  runs: Json<readonly Run[]>;
  previous: Buffer;
  key: string;
  mac: Buffer;
}

export interface AuditMonthTable {
  month: Date;
}
