import type { Kysely } from 'kysely';
import type { AuditKey } from '../../audit/keys.ts';
import { type Head, sealRow } from '../../audit/seal.ts';
import type { Actor } from '../../chat.ts';
import { inBatches } from '../batches.ts';
import type { Tables } from '../schema.ts';
import type { AuditEntry } from './audit.ts';
import { createGatherer, createTurns } from './one-after-another.ts';
import { rowOf } from './row.ts';
import { holdChain, insertSealed, makeMonth, type SealedRow } from './seals.ts';

/** The audit as one process writes it: one row after another, each sealed together with the one before it. */
export interface Chain {
  /** Adds them; what several want to add at the same time goes into one statement. */
  add(entries: readonly AuditEntry[]): Promise<void>;
  /** Waits for the others to be through; who has entered writes, ends its transaction, and says whether that stands. */
  enter(): Promise<(stands: boolean) => void>;
  write(on: Kysely<Tables>, entries: readonly AuditEntry[]): Promise<void>;
  /** How far it is, as this process knows: the database may be made to say something else. */
  head(): Head | undefined;
}

export interface ChainParts {
  readonly db: Kysely<Tables>;
  readonly me: number;
  readonly key: AuditKey;
  /** Whose identity it is, as far as the policy says. */
  readonly personOf?: ((actor: Actor) => string | undefined) | undefined;
}

export function createChain(parts: ChainParts): Chain {
  const { db } = parts;
  const turn = createTurns();
  const pen = createPen(parts);
  let last: Head | undefined;
  const enter = async () => {
    const end = await turn();
    return (stands: boolean) => {
      if (stands) last = pen.at();
      else pen.forget();
      end();
    };
  };
  return {
    enter,
    write: pen.write,
    // Whoever is in turn has a connection already: waiting for one then would be waiting for those who wait for the turn.
    add: createGatherer((gathered) =>
      db.connection().execute(async (on) => {
        const leave = await enter();
        try {
          await pen.write(on, gathered());
          leave(true);
        } catch (error) {
          leave(false);
          throw error;
        }
      }),
    ),
    head: () => last,
  };
}

/** More than once another process cannot go on with the chain of one that lives. */
const TRIES = 3;

/** Seals and writes, from where it knows the chain to be; for one at a time. */
function createPen({ me, key, personOf }: ChainParts) {
  const months = new Set<string>();
  /** Unknown until the first row, and after each write whose end is not known. */
  let next: Head | undefined;

  const seal = (from: Head, entries: readonly AuditEntry[]): readonly SealedRow[] => {
    let { seq, mac: previous } = from;
    return entries.map((entry) => {
      seq += 1;
      const position = { chain: from.chain, seq, replica: me, person: personOf?.(entry.actor) };
      const row = rowOf(entry, position);
      const sealed = { ...row, previous, mac: sealRow(key, row, previous) };
      previous = sealed.mac;
      return sealed;
    });
  };
  const tryOnce = async (on: Kysely<Tables>, entries: readonly AuditEntry[]): Promise<boolean> => {
    const from = next ?? (await holdChain(on, { me, key }));
    const rows = seal(from, entries);
    for (const { at } of rows) {
      const month = at.slice(0, 7);
      if (!months.has(month)) await makeMonth(on, month);
      months.add(month);
    }
    // Else another process goes on with it, because the database took this one for dead.
    const written = await insertSealed(on, { me, from, rows });
    next = written ? (rows.at(-1) ?? from) : undefined;
    return written;
  };
  return {
    at: () => next && { chain: next.chain, seq: next.seq, mac: next.mac },
    async write(on: Kysely<Tables>, entries: readonly AuditEntry[]): Promise<void> {
      for (const some of inBatches(entries)) {
        let tries = 0;
        while (!(await tryOnce(on, some))) {
          tries += 1;
          if (tries === TRIES) throw new Error('the audit’s chain is written to by somebody else');
        }
      }
    },
    forget() {
      next = undefined;
      months.clear();
    },
  };
}
