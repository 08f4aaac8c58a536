import type { SealedFields } from '../../audit/seal.ts';
import { redact } from '../../redact.ts';
import { clean, toJson } from '../json.ts';
import type { AuditEntry } from './audit.ts';

export interface Position {
  readonly chain: number;
  readonly seq: number;
  readonly replica: number;
  readonly person?: string | undefined;
}

/** The entry as it is stored and sealed: what PostgreSQL gives back is the same to the letter. */
export function rowOf(entry: AuditEntry, { chain, seq, replica, person }: Position): SealedFields {
  const who = entry.person ?? person;
  return {
    chain,
    seq,
    at: microseconds(Date.now()),
    replica,
    event: entry.event,
    person: who === undefined ? null : clean(who),
    actor: plain(entry.actor),
    place: entry.place ? plain(entry.place) : null,
    line: clean(redact(entry.line)),
    operation: entry.operation ?? null,
    targets: (entry.targets ?? []).map(clean),
    outcome: clean(entry.outcome),
    detail: entry.detail === undefined ? null : clean(redact(entry.detail)),
    duration: entry.durationMs === undefined ? null : Math.round(entry.durationMs),
  };
}

/** As PostgreSQL is asked to write it. */
export function microseconds(at: number): string {
  return new Date(at).toISOString().replace('Z', '000Z');
}

function plain(value: unknown): unknown {
  return JSON.parse(toJson(value));
}
