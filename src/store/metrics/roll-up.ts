import { type Kysely, sql, type Transaction } from 'kysely';
import { isHeld } from '../audit/months.ts';
import type { Tables } from '../schema.ts';

interface Level {
  readonly from: string;
  readonly to: string;
  readonly unit: 'minute' | 'hour';
  /** Of its partitions. */
  readonly part: 'day' | 'month';
  /** Milliseconds for which what belongs to it may still come. */
  readonly lateMs: number;
}

const MINUTE = 60_000;
const DAYS = 24 * 60 * MINUTE;

const levels: readonly Level[] = [
  { from: 'samples', to: 'samples_minute', unit: 'minute', part: 'day', lateMs: MINUTE / 2 },
  { from: 'samples_minute', to: 'samples_hour', unit: 'hour', part: 'month', lateMs: 2 * MINUTE },
];

/** Milliseconds for which each is kept, counted from the end of its partition. */
const kept: Readonly<Record<string, { readonly keptMs: number; readonly part: string }>> = {
  samples: { keptMs: DAYS, part: 'day' },
  samples_minute: { keptMs: 31 * DAYS, part: 'day' },
  samples_hour: { keptMs: 400 * DAYS, part: 'month' },
};

/** What lies further back was not rolled up in time, and is left. */
const FURTHEST_MS = 2 * DAYS;

/** Each minute and hour that is whole becomes a row for each series; one process does it, the others pass. */
export async function rollUp(db: Kysely<Tables>, now: number): Promise<void> {
  for (const level of levels) {
    await db.transaction().execute((trx) => rollUpLevel(trx, level, now));
  }
}

async function rollUpLevel(
  trx: Transaction<Tables>,
  { from, to, unit, part, lateMs }: Level,
  now: number,
): Promise<void> {
  const width = unit === 'minute' ? MINUTE : 60 * MINUTE;
  const end = new Date(Math.floor((now - lateMs) / width) * width);
  const least = new Date(+end - FURTHEST_MS);
  await sql`insert into roll_ups (name, until) values (${to}, ${least}) on conflict do nothing`.execute(
    trx,
  );
  const { rows } = await sql<{ readonly until: Date }>`
    select until from roll_ups where name = ${to} for update skip locked`.execute(trx);
  const [done] = rows;
  if (done === undefined || done.until >= end) return;
  const begin = new Date(Math.max(+done.until, +least));
  await makeRoom(trx, { to, part, begin, end });
  const most = from === 'samples' ? sql`max(cpu)` : sql`max(cpu_max)`;
  await sql`insert into ${sql.table(to)} (series, at, cpu, memory, memory_of, load, received, sent, read, written, cpu_max)
    select series, date_trunc(${unit}, at, 'UTC'), avg(cpu), avg(memory), max(memory_of), avg(load),
      avg(received), avg(sent), avg(read), avg(written), ${most}
    from ${sql.table(from)} where at >= ${begin} and at < ${end} group by 1, 2
    on conflict (series, at) do nothing`.execute(trx);
  await sql`update roll_ups set until = ${end} where name = ${to}`.execute(trx);
}

interface Room extends Pick<Level, 'to' | 'part'> {
  readonly begin: Date;
  readonly end: Date;
}

async function makeRoom(trx: Transaction<Tables>, { to, part, begin, end }: Room): Promise<void> {
  for (let at = +begin; at < +end + DAYS; at += DAYS) {
    await sql`select metrics_room(${to}, ${part}, ${new Date(at)})`.execute(trx);
  }
}

/** Milliseconds to wait for those who read a partition; it goes in the next hour else. */
const LOCK_MS = 2_000;

/** Drops whole partitions that are kept no longer. */
export async function dropOld(db: Kysely<Tables>, now: number): Promise<void> {
  for (const [whole, { keptMs, part }] of Object.entries(kept)) {
    const { rows } = await sql<{ readonly name: string }>`
      select child.relname as name from pg_inherits
        join pg_class child on child.oid = inhrelid
      where inhparent = ${whole}::regclass
        and to_timestamp(right(child.relname, 10) || ' +00', 'YYYY_MM_DD TZH') + ('1 ' || ${part}::text)::interval
          <= ${new Date(now - keptMs)}`.execute(db);
    for (const { name } of rows) await dropPart(db, name);
  }
}

async function dropPart(db: Kysely<Tables>, name: string): Promise<void> {
  await db
    .transaction()
    .execute(async (trx) => {
      await sql`set local lock_timeout = ${sql.lit(LOCK_MS)}`.execute(trx);
      await sql`drop table if exists ${sql.table(name)}`.execute(trx);
    })
    .catch((error: unknown) => {
      if (!isHeld(error)) throw error;
    });
}
