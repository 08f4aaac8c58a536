import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Past, PastQuery, Point } from '../../metrics/sample.ts';
import type { Tables } from '../schema.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Milliseconds for which there are minutes. */
const MINUTES_MS = 30 * 24 * HOUR;
/** The most points of one series: more than a picture has columns for. */
const POINTS = 360;

/** Means over that time, in steps that make no more points than a picture can show. */
export async function readPast(
  db: Kysely<Tables>,
  query: PastQuery,
  now = Date.now(),
): Promise<Past> {
  const { stepMs, select } = pastQuery(query, now);
  const { rows } = await select.execute(db);
  const points = new Map<number, Point[]>();
  for (const { series, ...row } of rows) {
    const of = points.get(series) ?? [];
    of.push(pointOf(row));
    points.set(series, of);
  }
  return { stepMs, points };
}

interface Row {
  readonly series: number;
  readonly at: Date;
  readonly cpu: number | null;
  readonly memory: number | null;
  readonly memory_of: number | null;
  readonly load: number | null;
  readonly received: number | null;
  readonly sent: number | null;
  readonly read: number | null;
  readonly written: number | null;
  readonly cpu_max: number | null;
}

/** The one question for it, which names the time by itself: so only partitions of that time are looked at. */
export function pastQuery(
  { series, from, to }: PastQuery,
  now: number,
): { readonly stepMs: number; readonly select: RawBuilder<Row> } {
  const span = to - from;
  const inMinutes = now - from <= MINUTES_MS && span <= 7 * 24 * HOUR;
  const width = inMinutes ? MINUTE : HOUR;
  const stepMs = Math.ceil(span / POINTS / width) * width || width;
  const table = inMinutes ? 'samples_minute' : 'samples_hour';
  const select = sql<Row>`
    select series, date_bin(${`${stepMs} milliseconds`}::interval, at, 'epoch'::timestamptz) as at, avg(cpu) as cpu,
      avg(memory) as memory, max(memory_of) as memory_of, avg(load) as load, avg(received) as received,
      avg(sent) as sent, avg(read) as read, avg(written) as written, max(cpu_max) as cpu_max
    from ${sql.table(table)}
    where series = any(${[...series]}::integer[]) and at >= ${new Date(from)} and at < ${new Date(to)}
    group by 1, 2 order by 1, 2`;
  return { stepMs, select };
}

function pointOf(row: Omit<Row, 'series'>): Point {
  const { cpu, memory, memory_of: of, load, received, sent, read, written, cpu_max: most } = row;
  return {
    at: +row.at,
    ...{ cpu: cpu ?? undefined, cpuMost: most ?? undefined },
    ...{ memory: memory ?? undefined, memoryOf: of ?? undefined, load: load ?? undefined },
    ...{ received: received ?? undefined, sent: sent ?? undefined },
    ...{ read: read ?? undefined, written: written ?? undefined },
  };
}
