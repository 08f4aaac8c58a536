import { type Kysely, sql } from 'kysely';
import type { Tables } from '../schema.ts';

/** Seconds for which one process alone may do a thing, from when it last said so; by the database's clock. */
export const SEAT_SECONDS = 5;

/** One that this process has, as it knows it. */
export interface HeldLease {
  readonly name: string;
  readonly epoch: number;
}

export interface LeaseQuestion {
  readonly held: readonly HeldLease[];
  /** Those it would have. */
  readonly wanted: readonly string[];
}

export interface LeaseAnswer {
  /** Renewed, or just taken: this process's for {@link SEAT_SECONDS} from when the question was sent. */
  readonly mine: readonly HeldLease[];
  /** Milliseconds until the first of the others that are wanted is over. */
  readonly soonestMs?: number | undefined;
}

/**
 * Renews what is held and takes what is wanted and free, in one question. A lease is free by its time alone: its
 * holder stops before that, but its connection to the database may be lost much earlier than it notices.
 */
export async function renewLeases(
  db: Kysely<Tables>,
  me: number,
  { held, wanted }: LeaseQuestion,
): Promise<LeaseAnswer> {
  if (held.length + wanted.length === 0) return { mine: [] };
  const [names, epochs] = [held.map(({ name }) => name), held.map(({ epoch }) => epoch)];
  const until = sql`now() + make_interval(secs => ${SEAT_SECONDS})`;
  const { rows } = await sql<HeldLease & { readonly mine: boolean; readonly leftMs: number }>`
    with asked as (select * from unnest(${names}::text[], ${epochs}::integer[]) as asked (name, epoch)),
    renewed as (
      update leases set until = ${until} from asked
      where leases.name = asked.name and leases.epoch = asked.epoch
        and leases.holder = ${me} and leases.until > now()
      returning leases.name, leases.epoch),
    taken as (
      insert into leases (name, epoch, holder, until)
      select name, 1, ${me}, ${until} from unnest(${[...wanted]}::text[]) as name order by name
      on conflict (name) do update
        set epoch = leases.epoch + 1, holder = excluded.holder, until = excluded.until, since = now()
        where leases.until < now() or leases.holder = excluded.holder
      returning name, epoch)
    select name, epoch, true as mine, 0::float8 as "leftMs" from renewed
    union all select name, epoch, true, 0 from taken
    union all select name, epoch, false, (extract(epoch from until - now()) * 1000)::float8
      from leases where name = any(${[...wanted]}::text[])`.execute(db);
  const mine = rows.filter((row) => row.mine);
  const others = rows.filter((row) => !mine.some(({ name }) => name === row.name));
  return {
    mine: mine.map(({ name, epoch }) => ({ name, epoch })),
    soonestMs: others.length === 0 ? undefined : Math.min(...others.map(({ leftMs }) => leftMs)),
  };
}

/** Lets them go, so that the next may take them at once. */
export async function releaseLeases(
  db: Kysely<Tables>,
  me: number,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return;
  await db
    .updateTable('leases')
    .set({ until: sql<Date>`now() - interval '1 second'` })
    .where('name', 'in', [...names])
    .where('holder', '=', me)
    .execute();
  await sql`select pg_notify(${LEASES}, '')`.execute(db);
}

/** Said when one was let go. */
export const LEASES = 'nakhoda_lease';
