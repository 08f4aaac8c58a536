import { hostname } from 'node:os';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Connection } from '../connection.ts';
import type { Tables } from '../schema.ts';

/** How long an owner may be silent before another may take its operations. */
export const LEASE_SECONDS = 10;

/** The upper half of every replica's advisory lock key; the lower half is the replica's id. */
const LOCK_CLASS = 0x6e6b;

export interface Joining {
  readonly sites: readonly string[];
  readonly client: boolean;
  readonly schema: number;
  readonly version?: string | undefined;
  /** The most operations it follows at the same time. */
  readonly places?: number | undefined;
}

/** Makes this process known and takes the lock that tells others that it lives. */
export async function joinReplicas(
  db: Kysely<Tables>,
  connection: Connection,
  { sites, places, ...joining }: Joining,
): Promise<number> {
  const { id } = await db
    .insertInto('replicas')
    .values({
      ...joining,
      host: hostname(),
      pid: process.pid,
      sites: [...sites],
      at_once: places ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await forgetGone(db);
  await connection.hold((BigInt(LOCK_CLASS) << 32n) + BigInt(id));
  return id;
}

/** The newest schema that each running process knows; the first one had no word for it. */
export async function liveSchemas(
  db: Kysely<Tables>,
  { version }: { readonly version: number },
): Promise<readonly number[]> {
  if (version === 0) return [];
  const { rows } = await sql<{ readonly schema: number }>`
    select coalesce((to_jsonb(replicas) ->> 'schema')::integer, 1) as schema
    from replicas where ${alive(sql.ref('replicas.id'))}`.execute(db);
  return rows.map(({ schema }) => schema);
}

/** Every process that works on this database now, as `process 4711 on kvm-1`. */
export async function liveProcesses(db: Kysely<Tables>): Promise<readonly string[]> {
  const { rows: there } = await sql<{ readonly there: boolean }>`
    select to_regclass('replicas') is not null as there`.execute(db);
  if (!there[0]?.there) return [];
  const { rows } = await sql<{ readonly host: string; readonly pid: number }>`
    select host, pid from replicas where ${alive(sql.ref('replicas.id'))} order by id`.execute(db);
  return rows.map(({ host, pid }) => `process ${pid} on ${host}`);
}

/** Rows of processes that are long gone and own nothing: a busy script makes one with every line. */
export async function forgetGone(db: Kysely<Tables>): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from replicas where seen_at < now() - interval '1 hour'
      and not ${alive(sql.ref('replicas.id'))}
      and not exists (select from operations where operations.owner = replicas.id)`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

/**
 * True while the replica's process holds its lock: PostgreSQL drops it with the connection, so a killed
 * process is known dead at once. https://www.postgresql.org/docs/18/view-pg-locks.html
 * A server that was started anew has dropped everybody's: whoever was there before it is given the time of a lease to
 * come back, unless it had left. An older schema has no word for that.
 */
export function alive(id: RawBuilder<unknown>): RawBuilder<boolean> {
  const lease = sql`make_interval(secs => ${sql.lit(LEASE_SECONDS)})`;
  return sql<boolean>`(exists (
    select from pg_locks where locktype = 'advisory' and objsubid = 1 and granted
      and database = (select oid from pg_database where datname = current_database())
      and classid = ${sql.lit(LOCK_CLASS)} and objid = ${id})
    or (now() - pg_postmaster_start_time() < ${lease} and exists (
      select from replicas before where before.id = ${id}
        and to_jsonb(before) ->> 'left_at' is null and before.started_at < pg_postmaster_start_time()
        and before.seen_at > pg_postmaster_start_time() - ${lease})))`;
}

/** Ends in order: nobody waits for it to come back. */
export async function leaveReplicas(db: Kysely<Tables>, me: number): Promise<void> {
  await db
    .updateTable('replicas')
    .set({ left_at: sql<Date>`now()` })
    .where('id', '=', me)
    .execute();
}

export async function touchReplica(db: Kysely<Tables>, me: number): Promise<void> {
  await db
    .updateTable('replicas')
    .set({ seen_at: sql<Date>`now()` })
    .where('id', '=', me)
    .execute();
}

/** True when a replica, not a client, lives and serves all of these sites. */
export async function siteIsServed(db: Kysely<Tables>, sites: readonly string[]): Promise<boolean> {
  const row = await db
    .selectFrom('replicas')
    .select('id')
    .where('client', '=', false)
    .where(sql<boolean>`sites @> ${[...sites]}::text[] and not unreached && ${[...sites]}::text[]`)
    .where(sql<boolean>`seen_at > now() - make_interval(secs => ${LEASE_SECONDS})`)
    .where(alive(sql.ref('replicas.id')))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
