import { type Kysely, sql } from 'kysely';
import type { OperationState } from '../../operation.ts';
import type { Tables } from '../schema.ts';
import { type WayRecords, wayRecords } from './ways.ts';

/** What the store knows of a site that may be trouble. All times are milliseconds since the epoch. */
export interface SignalRecords extends WayRecords {
  /**
   * Tasks that failed after `since`, and those that nobody knows the end of; not what only looked, and not what was
   * done later all the same.
   */
  troubles(site: string, since: number): Promise<readonly Trouble[]>;
  /** What was at work on these machines after `since`, by the platform's ids. */
  works(site: string, machines: readonly string[], since: number): Promise<readonly Work[]>;
  /** When each of these machines was measured last, to the minute, where that was after `since`. */
  measured(
    site: string,
    machines: readonly string[],
    since: number,
  ): Promise<ReadonlyMap<string, number>>;
}

export interface Trouble {
  readonly id: number;
  /** The group it belongs to, and its title. */
  readonly parent?: { readonly id: number; readonly title: string } | undefined;
  readonly title: string;
  /** What it claims: `machine:kvm/…`, `host:kvm/kvm-a`. */
  readonly targets: readonly string[];
}

export interface Work {
  readonly kind: string;
  readonly input: unknown;
  readonly state: OperationState;
  /** Absent while it goes on, or nobody knows. */
  readonly endedAt?: number | undefined;
}

/** The most that one answer holds: more of them are no more trouble. */
const MOST = 500;

export function signalRecords(db: Kysely<Tables>): SignalRecords {
  return {
    troubles: (site, since) => readTroubles(db, site, since),
    works: (site, machines, since) => readWorks(db, { site, machines, since }),
    measured: (site, machines, since) => readMeasured(db, { site, machines, since }),
    ...wayRecords(db),
  };
}

/** One that spans sites is trouble of the first it names. What it holds alone it would have changed. */
async function readTroubles(
  db: Kysely<Tables>,
  site: string,
  since: number,
): Promise<readonly Trouble[]> {
  const { rows } = await sql<{
    id: number;
    title: string;
    parent: number | null;
    whole: string | null;
    targets: string[];
  }>`
    select one.id, one.title, one.parent, whole.title as whole,
      array(select target from claims where operation = one.id order by target) as targets
    from operations one left join operations whole on whole.id = one.parent
    where one.sites[1] = ${site}
      and (one.state = 'undecided' or (one.state = 'failed' and one.ended_at > ${new Date(since)}))
      and exists (select from claims where operation = one.id and mode = 'exclusive')
      and not exists (select from operations later where later.id > one.id and later.kind = one.kind
        and later.title = one.title and later.state = 'done')
    order by one.id desc limit ${MOST}`.execute(db);
  return rows.map(({ id, title, parent, whole, targets }) => ({
    ...{ id, title, targets },
    parent: parent === null ? undefined : { id: parent, title: whole ?? '' },
  }));
}

interface Asked {
  readonly site: string;
  readonly machines: readonly string[];
  readonly since: number;
}

async function readWorks(
  db: Kysely<Tables>,
  { site, machines, since }: Asked,
): Promise<readonly Work[]> {
  if (machines.length === 0) return [];
  const targets = machines.map((id) => `machine:${site}/${id}`);
  const rows = await db
    .selectFrom('operations')
    .select(['kind', 'input', 'state', 'ended_at'])
    .where('started_at', 'is not', null)
    .where((where) =>
      where.or([where('ended_at', 'is', null), where('ended_at', '>', new Date(since))]),
    )
    .where(
      sql<boolean>`exists (select from claims where operation = operations.id
        and target = any(${targets}::text[]))`,
    )
    .orderBy('id', 'desc')
    .limit(MOST)
    .execute();
  return rows.map(({ kind, input, state, ended_at }) => ({
    ...{ kind, input, state },
    endedAt: ended_at === null ? undefined : +ended_at,
  }));
}

/** The newest minute of each; a birth mark that a list does not bring is none in either place. */
async function readMeasured(
  db: Kysely<Tables>,
  { site, machines, since }: Asked,
): Promise<ReadonlyMap<string, number>> {
  if (machines.length === 0) return new Map();
  const { rows } = await sql<{ thing: string; at: Date }>`
    select thing, max(newest.at) as at from series, lateral (
      select at from samples_minute where series = series.id and at > ${new Date(since)}
      order by at desc limit 1) newest
    where site = ${site} and kind = 'machine' and thing = any(${[...machines]}::text[])
    group by thing`.execute(db);
  return new Map(rows.map(({ thing, at }) => [thing, +at]));
}
