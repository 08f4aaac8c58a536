import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import type { AuditKey } from '../audit/keys.ts';
import { count } from '../format.ts';
import { type AuditEntry, addAudit } from './audit.ts';
import { dropMonth, isHeld } from './audit-months.ts';
import { forgetGone } from './replicas.ts';
import type { Tables } from './schema.ts';

/** Days for which things are kept after they are over. */
export interface Retention {
  /** Operations that have ended, with their steps and claims. */
  readonly tasks: number;
  readonly audit: number;
  /** Confirmations that were used or are over. */
  readonly confirmations: number;
}

export const defaultRetention: Retention = { tasks: 90, audit: 365, confirmations: 7 };

/** Days for what passes through: nobody asks for it later. Clicks count from when they were last shown. */
const passing = { arrivals: 7, clicks: 30, outbox: 7, claimCodes: 7, approvals: 90 } as const;

export interface Pruner {
  readonly me: number;
  /** Seals what stays of dropped months. */
  readonly key: AuditKey;
  /** Rows of one deletion. */
  readonly batch?: number | undefined;
}

/** How many rows went. */
export interface Pruned {
  readonly tasks: number;
  readonly audit: number;
  readonly confirmations: number;
  readonly replicas: number;
  /** Arrivals, clicks, what was said, and codes that are over. */
  readonly passed: number;
}

/** Rows of one deletion: short enough that nobody waits for it. */
const BATCH = 500;

/** Whoever prunes holds it; the others leave it to him. */
const PRUNE_LOCK = 0x6e6b_7072;

/** Somewhat less than an hour: the timers of several replicas beat each at its own moment. */
const APART_MINUTES = 55;

/**
 * Removes what is older than that, in small batches. Gives `undefined` where another process is at it, or one was
 * within the last hour. What is open or undecided stays, and so does all that belongs to such a group.
 */
export async function prune(
  db: Kysely<Tables>,
  retention: Retention,
  { me, key, batch = BATCH }: Pruner,
): Promise<Pruned | undefined> {
  const pruned = { tasks: 0, audit: 0, confirmations: 0, replicas: 0, passed: 0 };
  let first = true;
  for (const name of ['tasks', 'audit', 'confirmations', 'replicas', 'passed'] as const) {
    // A group may go when its members have gone: only an empty batch is the last.
    for (let gone = batch; gone > 0; pruned[name] += gone) {
      const done = await alone(db, first, (trx) =>
        removals[name](trx, retention, { key, batch }),
      ).catch((error: unknown) => {
        if (isHeld(error)) return 0;
        throw error;
      });
      if (done === undefined) return first ? undefined : pruned;
      gone = done;
      first = false;
    }
  }
  if (pruned.audit > 0) await addAudit(db, me, dropped(pruned.audit, retention));
  await remember(db, pruned);
  return pruned;
}

/** In the audit itself: who looks for old rows sees why they are not there. */
function dropped(rows: number, { audit: days }: Retention): AuditEntry {
  return {
    event: 'pruned',
    actor: { platform: 'nakhoda', id: 'retention', name: 'retention' },
    line: 'retention',
    outcome: 'ok',
    detail: `${count(rows, 'row')} of the audit, in months older than ${count(days, 'day')}`,
  };
}

/** One batch in one transaction; `undefined` where it is another's turn. */
async function alone(
  db: Kysely<Tables>,
  first: boolean,
  work: (trx: Transaction<Tables>) => Promise<number>,
): Promise<number | undefined> {
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ readonly mine: boolean; readonly recent: boolean }>`
      select pg_try_advisory_xact_lock(${PRUNE_LOCK}) as mine, exists (
        select from store_facts where name = 'pruned'
        and at > now() - make_interval(mins => ${APART_MINUTES})) as recent`.execute(trx);
    const [state] = rows;
    if (!state?.mine || (first && state.recent)) return undefined;
    return work(trx);
  });
}

interface How {
  readonly key: AuditKey;
  readonly batch: number;
}

type Removal = (trx: Transaction<Tables>, retention: Retention, how: How) => Promise<number>;

const removals: Readonly<Record<keyof Pruned, Removal>> = {
  /** Members before their group, and none as long as one of them or the group itself has to stay. */
  tasks: (trx, { tasks }, { batch }) => {
    const old = (row: string) => sql`${sql.ref(`${row}.ended_at`)} < ${ago(tasks)}`;
    return removed(
      trx,
      sql`delete from operations where id in (
        select one.id from operations one left join operations whole on whole.id = one.parent
        where ${old('one')} and one.state in ('done', 'failed', 'cancelled')
          and (whole.id is null or (${old('whole')} and whole.state in ('done', 'failed', 'cancelled')))
          and not exists (select from operations member where member.parent = one.id)
          and not exists (select from operations other where other.parent = whole.id and other.ended_at is null)
        order by one.ended_at limit ${batch})`,
    );
  },
  audit: (trx, { audit }, { key }) => dropMonth(trx, audit, key),
  confirmations: (trx, { confirmations }, { batch }) =>
    removed(
      trx,
      sql`delete from confirmations where id in (
        select id from confirmations where expires_at < ${ago(confirmations)} limit ${batch})`,
    ),
  replicas: async (trx) => forgetGone(trx),
  passed: async (trx, _retention, { batch }) => {
    let gone = 0;
    for (const [table, key, over] of passed) {
      gone += await removed(
        trx,
        sql`delete from ${sql.table(table)} where ${sql.ref(key)} in (
          select ${sql.ref(key)} from ${sql.table(table)} where ${over} limit ${batch})`,
      );
    }
    return gone;
  },
};

const passed = [
  ['arrivals', 'key', sql`arrived_at < ${ago(passing.arrivals)}`],
  ['clicks', 'id', sql`kept_at < ${ago(passing.clicks)}`],
  ['outbox', 'id', sql`coalesce(said_at, given_up_at) < ${ago(passing.outbox)}`],
  ['approvals', 'id', sql`ended_at < ${ago(passing.approvals)}`],
  ['topics', 'name', sql`said_at < ${ago(passing.approvals)}`],
  ['claim_codes', 'hash', sql`expires_at < ${ago(passing.claimCodes)}`],
] as const;

function ago(days: number) {
  return sql<Date>`now() - make_interval(days => ${days})`;
}

async function removed(trx: Transaction<Tables>, statement: RawBuilder<unknown>): Promise<number> {
  const { numAffectedRows } = await statement.execute(trx);
  return Number(numAffectedRows ?? 0n);
}

/** When it was last done, and how many went in all. */
async function remember(db: Kysely<Tables>, pruned: Pruned): Promise<void> {
  const sum = Object.keys(pruned).map(
    (name) => sql`${sql.lit(name)}, coalesce((store_facts.detail ->> ${sql.lit(name)})::bigint, 0)
      + (excluded.detail ->> ${sql.lit(name)})::bigint`,
  );
  await sql`insert into store_facts (name, detail) values ('pruned', ${JSON.stringify(pruned)})
    on conflict (name) do update set at = now(), detail = jsonb_build_object(${sql.join(sum)})`.execute(
    db,
  );
}
