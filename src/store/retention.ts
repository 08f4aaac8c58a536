import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import type { AuditKey } from '../audit/keys.ts';
import { count } from '../format.ts';
import { type AuditEntry, addAudit } from './audit/audit.ts';
import { dropMonth, isHeld } from './audit/months.ts';
import { forgetGone } from './replicas/replicas.ts';
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
const passing = {
  arrivals: 7,
  clicks: 30,
  outbox: 7,
  claimCodes: 7,
  approvals: 90,
  alerts: 400,
} as const;

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

/** Somewhat less than an hour: the timers of several replicas beat each at its own moment. */
const APART_MINUTES = 55;

/**
 * Removes what is older than that, in small batches. Gives `undefined` where a process took its turn within the
 * last hour. What is open or undecided stays, and so does all that belongs to such a group.
 */
export async function prune(
  db: Kysely<Tables>,
  retention: Retention,
  { me, key, batch = BATCH }: Pruner,
): Promise<Pruned | undefined> {
  if (!(await takeTurn(db))) return undefined;
  const pruned = { tasks: 0, audit: 0, confirmations: 0, replicas: 0, passed: 0 };
  for (const name of ['tasks', 'audit', 'confirmations', 'replicas', 'passed'] as const) {
    // A group may go when its members have gone: only an empty batch is the last.
    for (let gone = batch; gone > 0; pruned[name] += gone) {
      const remove = (trx: Transaction<Tables>) => removals[name](trx, retention, { key, batch });
      gone = await db
        .transaction()
        .execute(remove)
        .catch((error: unknown) => {
          if (isHeld(error)) return 0;
          throw error;
        });
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

/** Whether this hour is ours: of several that ask at once, one is told so. */
async function takeTurn(db: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql`insert into store_facts (name, detail) values ('pruned', '{}')
    on conflict (name) do update set at = now()
      where store_facts.at <= now() - make_interval(mins => ${APART_MINUTES})
    returning name`.execute(db);
  return rows.length > 0;
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
  ['incidents', 'number', sql`ended_at < ${ago(passing.alerts)}`],
  ['silences', 'number', sql`ends_at < ${ago(passing.alerts)}`],
  ['digests', 'day', sql`told_at < ${ago(passing.approvals)}`],
  ['stand_ins', 'number', sql`ends_at < ${ago(passing.approvals)}`],
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

/** How many went in all. */
async function remember(db: Kysely<Tables>, pruned: Pruned): Promise<void> {
  const sum = Object.entries(pruned).map(
    ([name, gone]) =>
      sql`${sql.lit(name)}, coalesce((detail ->> ${sql.lit(name)})::bigint, 0) + ${gone}::bigint`,
  );
  await sql`update store_facts set at = now(), detail = jsonb_build_object(${sql.join(sum)})
    where name = 'pruned'`.execute(db);
}
