import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from '../schema.ts';
import { alive } from './replicas.ts';

/** A policy that was put into force, known by its hash. */
export interface Published {
  readonly hash: string;
  /** Where it was loaded first. */
  readonly host: string;
  readonly at: number;
}

export interface PolicyMeeting {
  readonly hash: string;
  readonly host: string;
  /** It was loaded by a running process: somebody wants it now, also where it is an old one. */
  readonly reloaded: boolean;
}

/** One process after another. */
const POLICY_LOCK = 0x6e6b_706f;

/** The one in force: the newest that was published. */
export async function activePolicy(db: Kysely<Tables>): Promise<Published | undefined> {
  const row = await db
    .selectFrom('policies')
    .selectAll()
    .orderBy('published_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { hash: row.hash, host: row.host, at: +row.published_at };
}

/**
 * Brings this process's policy together with that in force, and gives the latter. Its own is published when a running
 * process has just loaded it, when it is new to this store, and when no running process has the one in force. Else it
 * is an old one that was left behind on this machine, and does not come back by a mere restart.
 */
export function meetPolicy(
  db: Kysely<Tables>,
  me: number,
  { hash, host, reloaded }: PolicyMeeting,
): Promise<Published> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${POLICY_LOCK})`.execute(trx);
    await trx.updateTable('replicas').set({ policy: hash }).where('id', '=', me).execute();
    const active = await activePolicy(trx);
    if (active?.hash === hash) return active;
    const isMine = active === undefined || reloaded || !(await wasPublished(trx, hash));
    if (!isMine && (await isCarried(trx, me, active.hash))) return active;
    return publish(trx, hash, host);
  });
}

async function publish(trx: Transaction<Tables>, hash: string, host: string): Promise<Published> {
  const { rows } = await sql<{ readonly published_at: Date }>`
    insert into policies (hash, host, published_at)
    select ${hash}, ${host}, greatest(clock_timestamp(), max(published_at) + interval '1 millisecond')
      from policies
    on conflict (hash) do update set host = excluded.host, published_at = excluded.published_at
    returning published_at`.execute(trx);
  await sql`select pg_notify(${POLICIES}, '')`.execute(trx);
  return { hash, host, at: +(rows[0]?.published_at ?? 0) };
}

async function wasPublished(trx: Transaction<Tables>, hash: string): Promise<boolean> {
  const row = await trx
    .selectFrom('policies')
    .select('hash')
    .where('hash', '=', hash)
    .executeTakeFirst();
  return row !== undefined;
}

async function isCarried(trx: Transaction<Tables>, me: number, hash: string): Promise<boolean> {
  const row = await trx
    .selectFrom('replicas')
    .select('id')
    .where('policy', '=', hash)
    .where('id', '<>', me)
    .where('client', '=', false)
    .where(alive(sql.ref('replicas.id')))
    .executeTakeFirst();
  return row !== undefined;
}

/** Said when another one is in force. */
export const POLICIES = 'nakhoda_policy';
