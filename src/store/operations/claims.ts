import { type Kysely, sql } from 'kysely';
import type { Actor } from '../../chat.ts';
import type { Claim, OperationState } from '../../operation.ts';
import { alive } from '../replicas/replicas.ts';
import type { Tables } from '../schema.ts';

/** One claim a target, in one order for all: who wants it twice, as a ping of itself does, wants the stronger. */
export function strongest(claims: readonly Claim[]): readonly Claim[] {
  const byTarget = Map.groupBy(claims, ({ target }) => target);
  return [...byTarget]
    .map(([target, wanted]): Claim => {
      const modes = wanted.map(({ mode }) => mode);
      return { target, mode: strengths.find((mode) => modes.includes(mode)) ?? 'exclusive' };
    })
    .sort((a, b) => (a.target < b.target ? -1 : 1));
}

const strengths = ['exclusive', 'slot', 'shared'] as const;

/**
 * Every claim of what waits: the first of those in its way, all of them before it, and its place in the queue for a
 * slot, those that run counted before it. Who is stuck behind a claim of another kind stands in no queue: it would keep
 * a slot empty. What is undecided runs no more, and holds none. One pass over what is open, sorted by target, because
 * claims outlive their operations and a join of a busy target with itself takes minutes.
 */
const waiting = sql`
  select *, running + row_number() over (partition by target, mode, stuck order by operation) as place
  from (
    select *, bool_or(first is not null) over (partition by operation) as stuck
    from (
      select claim.operation, claim.target, claim.mode, one.state,
        count(*) filter (where claim.mode = 'slot' and one.state = 'running')
          over (partition by claim.target) as running,
        case when claim.mode = 'exclusive' then min(${rank()}) over earlier
          else min(${rank()}) filter (where claim.mode = 'exclusive') over earlier end as first
      from operations one join claims claim on claim.operation = one.id
      where one.state in ('waiting', 'running', 'undecided')
      window earlier as (partition by claim.target order by one.state = 'waiting', one.id
        rows between unbounded preceding and 1 preceding)
    ) line
    where state = 'waiting'
  ) waiting`;

/** What is undecided is told first: somebody has to see to it. */
function rank() {
  return sql`array[(one.state <> 'undecided')::integer, one.id]`;
}

/** True for what has waited for longer than it may: it begins no more. */
export const isOverdue = sql<boolean>`(operations.state = 'waiting'
  and operations.accepted_at + make_interval(secs => operations.wait_ms / 1000.0) <= now())`;

/**
 * True for what may be taken: a waiting one whose claims are all free, with a place among the first `atOnce` of its
 * queue; a running one whose owner is dead or let its lease run out.
 */
export function mayBeTaken(atOnce: number) {
  return sql<boolean>`(${abandoned} or (operations.state = 'waiting' and ${isOverdue} is not true and operations.id not in (
    select operation from (${waiting}) held where stuck or (mode = 'slot' and place > ${atOnce}))))`;
}

const abandoned = sql<boolean>`
  (operations.state = 'running' and (operations.lease_until < now() or not ${alive(sql.ref('operations.owner'))}))`;

/** Those of them that run by their state alone: whoever followed them is gone, or stalled past its lease. */
export async function abandonedAmong(
  db: Kysely<Tables>,
  ids: readonly number[],
): Promise<ReadonlySet<number>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('operations')
    .select('id')
    .where('id', 'in', ids)
    .where(abandoned)
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** What stands between a waiting operation and its start. */
export interface Blocker {
  readonly id: number;
  readonly title: string;
  readonly state: OperationState;
  readonly actor: Actor;
  /** Milliseconds for which it has run; null where it has not begun. */
  readonly ran: number | null;
  /** How far its own progress says it is. */
  readonly fraction: number | null;
}

/** The first that each of these waits for; those nobody stands in the way of are not in it. */
export async function firstBlockers(
  db: Kysely<Tables>,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Blocker>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Blocker & { readonly blocked: number }>`
    select distinct on (held.operation)
      held.operation as blocked, other.id, other.title, other.state, other.actor,
      (extract(epoch from now() - other.started_at) * 1000)::float8 as ran,
      (other.progress ->> 'fraction')::float8 as fraction
    from (${waiting}) held join operations other on other.id = held.first[2]
    where held.operation = any(${[...ids]}::integer[])
    order by held.operation, held.first`.execute(db);
  return new Map(rows.map(({ blocked, ...blocker }) => [blocked, blocker]));
}

/** Where a waiting operation stands in the queue for a slot of a host. */
export interface Queued {
  readonly target: string;
  readonly running: number;
  readonly place: number;
}

/** Those of these that wait for a slot and nothing else, each in its longest queue. */
export async function queued(
  db: Kysely<Tables>,
  ids: readonly number[],
  atOnce: number,
): Promise<ReadonlyMap<number, Queued>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Queued & { readonly operation: number }>`
    select distinct on (operation) operation, target, running, place from (${waiting}) held
    where mode = 'slot' and not stuck and place > ${atOnce} and operation = any(${[...ids]}::integer[])
    order by operation, place desc`.execute(db);
  return new Map(rows.map(({ operation, ...place }) => [operation, place]));
}
