import type { Insertable, Kysely, Transaction } from 'kysely';
import type { Actor, Place } from '../chat.ts';
import { redact } from '../redact.ts';
import { inBatches } from './batches.ts';
import { clean, toJson } from './json.ts';
import type { AuditEvent, Tables } from './schema.ts';

export interface AuditEntry {
  readonly event: AuditEvent;
  readonly actor: Actor;
  readonly place?: Place | undefined;
  readonly line: string;
  readonly operation?: number | undefined;
  readonly targets?: readonly string[] | undefined;
  /** One word: an operation's state, an error's code, `ok`. */
  readonly outcome: string;
  readonly detail?: string | undefined;
  readonly durationMs?: number | undefined;
}

/** Adds one row; in a transaction, the row stands exactly when what it tells does. */
export async function addAudit(
  db: Kysely<Tables> | Transaction<Tables>,
  replica: number,
  entry: AuditEntry,
): Promise<void> {
  await addAudits(db, replica, [entry]);
}

/** The same for many. */
export async function addAudits(
  db: Kysely<Tables> | Transaction<Tables>,
  replica: number,
  entries: readonly AuditEntry[],
): Promise<void> {
  for (const some of inBatches(entries)) {
    await db
      .insertInto('audit')
      .values(some.map((entry) => rowOf(replica, entry)))
      .execute();
  }
}

function rowOf(replica: number, entry: AuditEntry): Insertable<Tables['audit']> {
  return {
    replica,
    event: entry.event,
    actor: toJson(entry.actor),
    place: entry.place ? toJson(entry.place) : null,
    line: clean(redact(entry.line)),
    operation: entry.operation ?? null,
    targets: [...(entry.targets ?? [])],
    outcome: entry.outcome,
    detail: entry.detail === undefined ? null : clean(redact(entry.detail)),
    duration_ms: entry.durationMs === undefined ? null : Math.round(entry.durationMs),
  };
}
