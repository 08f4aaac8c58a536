import { type Kysely, type Selectable, sql } from 'kysely';
import type { SavedCase } from '../../alerts/engine/saved.ts';
import type { AlertInbox, HeavyWork, ReachedSoFar, WorkOn } from '../../alerts/live/records.ts';
import { type Reached, unreached } from '../../alerts/reach/reached.ts';
import type { Tables } from '../schema.ts';
import { nextHeldBack } from './held-back.ts';

export async function goOn(
  db: Kysely<Tables>,
  site: string,
  since: number,
): Promise<readonly SavedCase[]> {
  const rows = await db
    .selectFrom('incidents')
    .select('working')
    .where('site', '=', site)
    .where(({ eb, or }) => or([eb('ended_at', 'is', null), eb('ended_at', '>', new Date(since))]))
    .orderBy('number')
    .execute();
  // Who acknowledged it while nobody watched is in the inbox: the card does not show it yet.
  return rows.map(({ working }) => working);
}

export async function readReached(
  db: Kysely<Tables>,
  ids: readonly string[],
): Promise<ReachedSoFar> {
  const [rows, missedUntil] = await Promise.all([
    db
      .selectFrom('incidents')
      .select(['id', 'places', 'reach'])
      .where('id', 'in', [...ids, ''])
      .execute(),
    nextHeldBack(db),
  ]);
  return { missedUntil, byId: new Map(rows.map((row) => [row.id, reachedOf(row)])) };
}

/** What was written before anything was held back or escalated has no more than its places. */
export function reachedOf({
  places,
  reach,
}: Pick<Selectable<Tables['incidents']>, 'places' | 'reach'>): Reached {
  return { ...unreached, ...reach, told: places };
}

export async function readInbox(db: Kysely<Tables>, site: string): Promise<AlertInbox> {
  const [acknowledged, silences] = await Promise.all([
    db
      .selectFrom('incidents')
      .select(['id', 'acknowledged'])
      .where('site', '=', site)
      .where('ended_at', 'is', null)
      .where('acknowledged', 'is not', null)
      .execute(),
    db
      .selectFrom('silences')
      .selectAll()
      .where('ends_at', '>', sql<Date>`now()`)
      .where('ended_by', 'is', null)
      .execute(),
  ]);
  return {
    acknowledged: acknowledged.flatMap(({ id, acknowledged: who }) => (who ? [{ id, who }] : [])),
    silences: silences.map(({ number, selector, signal, starts_at, ends_at, reason }) => ({
      ...{ id: String(number), on: selector, reason, signal: signal ?? undefined },
      ...{ from: +starts_at, until: +ends_at },
    })),
  };
}

/** What only writes down something about a machine: it feels nothing of it. */
const notes = ['vm.note', 'vm.tag'];
/** What reads all of its disks while others may use it too. */
const reads = ['backup.create', 'vm.clone'];

/** What has a machine for itself, or reads all of it: it may be slow, or off, for that reason alone. */
export async function readWorks(
  db: Kysely<Tables>,
  site: string,
  since: number,
): Promise<readonly WorkOn[]> {
  const before = `machine:${site}/`;
  const { rows } = await sql<{ target: string; title: string; from: Date; until: Date | null }>`
    select claims.target, one.title, one.started_at as from, one.ended_at as until
    from operations one join claims on claims.operation = one.id
    where one.started_at is not null and (one.ended_at is null or one.ended_at > ${new Date(since)})
      and one.state <> 'undecided'
      and starts_with(claims.target, ${before})
      and ((claims.mode = 'exclusive' and one.kind <> all(${notes}::text[]))
        or one.kind = any(${reads}::text[]))`.execute(db);
  return rows.map(({ target, title, from, until }) => ({
    ...{ machine: target.slice(before.length), title, from: +from },
    until: until === null ? undefined : +until,
  }));
}

/** What reads or writes whole disks, and often packs them too. */
const heavy = ['backup.create', 'backup.restore', 'backup.verify', 'vm.clone', 'vm.create'];

interface HeavyRow {
  readonly title: string;
  readonly from: Date;
  readonly until: Date | null;
  readonly host: string | null;
  readonly target: string | null;
}

/** On the host of the backup or of the new machine, where that is said; else on that of the machine. */
export async function readHeavyWorks(
  db: Kysely<Tables>,
  site: string,
  since: number,
): Promise<readonly HeavyWork[]> {
  const before = `machine:${site}/`;
  const { rows } = await sql<HeavyRow>`
    select title, started_at as from, ended_at as until,
      coalesce(input -> 'backup' ->> 'host', input -> 'wanted' ->> 'host') as host,
      (select min(target) from claims where operation = one.id and starts_with(target, ${before})) as target
    from operations one
    where started_at is not null and (ended_at is null or ended_at > ${new Date(since)})
      and state <> 'undecided' and kind = any(${heavy}::text[]) and ${site} = any(sites)`.execute(
    db,
  );
  return rows.map(({ title, from, until, host, target }) => ({
    ...{ title, from: +from, until: until === null ? undefined : +until },
    ...{ host: host ?? undefined, machine: target?.slice(before.length) },
  }));
}
