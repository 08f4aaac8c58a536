import { type Kysely, sql, type Transaction } from 'kysely';
import { type AuditKey, plainKey } from '../../audit/keys.ts';
import { type AnchorFields, type Run, sealAnchor } from '../../audit/seal.ts';
import type { Tables } from '../schema.ts';
import { microseconds } from './row.ts';

type Trx = Transaction<Tables>;

/** Room for the rows that an import brings. */
export async function makeMonths(trx: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ readonly month: string }>`
    delete from audit_months returning month::text as month`.execute(trx);
  for (const { month } of rows) await sql`select audit_month(${month}::date)`.execute(trx);
}

/** Milliseconds for which everybody who writes to the audit may have to wait for it. */
const LOCK_MS = 2_000;

/**
 * Drops the oldest month of which every row is older than that, and leaves an anchor by which the chains go on. Gives how
 * many rows went, 0 where no month is so old.
 */
export async function dropMonth(trx: Trx, days: number, key: AuditKey): Promise<number> {
  for (const part of await oldMonths(trx, days)) {
    if (!(await mayGo(trx, part, { days, key }))) continue;
    await sql`set local lock_timeout = ${sql.lit(LOCK_MS)}`.execute(trx);
    await sql`lock table ${sql.table(part)} in share mode`.execute(trx);
    const found = await figuresOf(trx, part);
    if (found.rows > 0) await leaveAnchor(trx, { part, found, key });
    await sql`drop table ${sql.table(part)}`.execute(trx);
    await sql`delete from audit_months where 'audit_' || to_char(month, 'YYYY_MM') = ${part}`.execute(
      trx,
    );
    if (found.rows > 0) return found.rows;
  }
  return 0;
}

/** Somebody reads it for so long that it stays until the next hour. */
export function isHeld(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '55P03';
}

async function oldMonths(trx: Trx, days: number): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly part: string }>`
    select 'audit_' || to_char(month, 'YYYY_MM') as part from audit_months
    where month + interval '1 month' <= (now() - make_interval(days => ${days})) at time zone 'UTC'
    order by month`.execute(trx);
  return rows.map(({ part }) => part);
}

/**
 * A clock that was wrong puts young rows into an old month: their numbers tell, and it stays until those before them go
 * too. Without the key no anchor could stand for rows that were sealed with one.
 */
async function mayGo(
  trx: Trx,
  part: string,
  { days, key }: { readonly days: number; readonly key: AuditKey },
): Promise<boolean> {
  const { rows } = await sql<{ readonly may: boolean }>`
    select coalesce((select max(id) from ${sql.table(part)})
        < (select min(id) from audit where at >= now() - make_interval(days => ${days})), true)
      and (${key.id} <> ${plainKey.id} or not exists (select from ${sql.table(part)}
        where chain in (select id from audit_chains where key <> ${plainKey.id}))) as may`.execute(
    trx,
  );
  return rows[0]?.may === true;
}

interface Figures {
  readonly rows: number;
  readonly first: number;
  readonly last: number;
  readonly runs: readonly Run[];
}

/** Clocks are set back too: a chain may leave a month and come back. */
async function figuresOf(trx: Trx, part: string): Promise<Figures> {
  const { rows } = await sql<Figures>`
    with runs as (
      select chain, min(seq) as "from", max(seq) as "to", count(*) as rows, min(id) as first, max(id) as last,
        encode((array_agg(mac order by seq desc))[1], 'hex') as mac
      from (select chain, seq, id, mac, seq - row_number() over (partition by chain order by seq) as run
        from ${sql.table(part)}) numbered
      group by chain, run)
    select coalesce(sum(rows), 0)::bigint as rows, min(first) as first, max(last) as last,
      coalesce(jsonb_agg(jsonb_build_object('chain', chain, 'from', "from", 'to', "to", 'mac', mac)
        order by chain, "from"), '[]') as runs
    from runs`.execute(trx);
  return rows[0] ?? { rows: 0, first: 0, last: 0, runs: [] };
}

interface Dropped {
  readonly part: string;
  readonly found: Figures;
  readonly key: AuditKey;
}

async function leaveAnchor(trx: Trx, { part, found, key }: Dropped): Promise<void> {
  const { rows: before } = await sql<{ readonly id: number; readonly mac: string }>`
    select id, encode(mac, 'hex') as mac from audit_anchors order by id desc limit 1`.execute(trx);
  const anchor: AnchorFields = {
    id: (before[0]?.id ?? 0) + 1,
    part,
    rows: found.rows,
    firstId: found.first,
    lastId: found.last,
    dropped: microseconds(Date.now()),
    runs: found.runs,
    previous: before[0]?.mac ?? '',
  };
  await sql`insert into audit_anchors (id, part, rows, first_id, last_id, dropped_at, runs, previous, key, mac)
    values (${anchor.id}, ${part}, ${anchor.rows}, ${anchor.firstId}, ${anchor.lastId}, ${anchor.dropped},
      ${JSON.stringify(anchor.runs)}, decode(${anchor.previous}, 'hex'), ${key.id},
      decode(${sealAnchor(key, anchor)}, 'hex'))`.execute(trx);
}
