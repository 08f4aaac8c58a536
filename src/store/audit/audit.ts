import type { Kysely, Transaction } from 'kysely';
import type { Actor, Place } from '../../chat.ts';
import type { AuditEvent, Tables } from '../schema.ts';
import type { Chain } from './chain.ts';

export interface AuditEntry {
  readonly event: AuditEvent;
  readonly actor: Actor;
  /** Whose identity that is, where it is known. */
  readonly person?: string | undefined;
  readonly place?: Place | undefined;
  readonly line: string;
  readonly operation?: number | undefined;
  readonly targets?: readonly string[] | undefined;
  /** One word: an operation's state, an error's code, `ok`. */
  readonly outcome: string;
  readonly detail?: string | undefined;
  readonly durationMs?: number | undefined;
}

/** The chain that this process writes to through this database. */
const chains = new WeakMap<Kysely<Tables>, Chain>();
/** What each open transaction has to tell. */
const told = new WeakMap<Kysely<Tables>, AuditEntry[]>();

/** From here on {@link audited} and {@link addAudits} on this database write to the chain. */
export function keepChain(db: Kysely<Tables>, chain: Chain): void {
  chains.set(db, chain);
}

/**
 * A transaction that may tell the audit something: the rows stand exactly when what they tell does. They are sealed at
 * its very end, because a chain has one writer at a time, from a row's seal until the row is committed. `committing` is
 * called when nothing but the commit is left to fail.
 */
export async function audited<T>(
  db: Kysely<Tables>,
  work: (trx: Transaction<Tables>) => Promise<T>,
  committing?: () => void,
): Promise<T> {
  const chain = chainOf(db);
  const entries: AuditEntry[] = [];
  let leave: ((stands: boolean) => void) | undefined;
  try {
    const result = await db.transaction().execute(async (trx) => {
      told.set(trx, entries);
      const done = await work(trx);
      if (entries.length > 0) {
        leave = await chain.enter();
        await chain.write(trx, entries);
      }
      committing?.();
      return done;
    });
    leave?.(true);
    return result;
  } catch (error) {
    leave?.(false);
    throw error;
  }
}

/** Adds one row, in a transaction that {@link audited} began or on its own. */
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
  _replica: number,
  entries: readonly AuditEntry[],
): Promise<void> {
  const open = told.get(db);
  if (open) open.push(...entries);
  else await chainOf(db).add(entries);
}

function chainOf(db: Kysely<Tables>): Chain {
  const chain = chains.get(db);
  if (chain) return chain;
  throw new Error('nothing can be audited in a transaction that audited() did not begin');
}
