import { type Kysely, sql } from 'kysely';
import type { Actor } from '../chat.ts';
import type { Claim, OperationState } from '../operation.ts';
import { alive } from './replicas.ts';
import type { Tables } from './schema.ts';

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
 * True for what may be taken: a waiting one whose claims are all free, with a place among the first `atOnce` of its
 * queue; a running one whose owner is dead or let its lease run out.
 */
export function mayBeTaken(atOnce: number) {
  return sql<boolean>`(${abandoned}
    or (operations.state = 'waiting' and not exists (select ${blocking} and mine.operation = operations.id)
      and operations.id not in (select operation from (${queue}) queue where place > ${atOnce})))`;
}

const abandoned = sql<boolean>`
  (operations.state = 'running' and (operations.lease_until < now() or not ${alive(sql.ref('operations.owner'))}))`;

/**
 * Who stands in whose way. Claims outlive their operations, so a busy machine has had thousands: the first test of
 * the state is there for the index of the few that have not ended.
 */
const blocking = sql`
  from claims mine
  join claims theirs on theirs.target = mine.target and theirs.operation <> mine.operation
    and (mine.mode = 'exclusive' or theirs.mode = 'exclusive')
  join operations other on other.id = theirs.operation
  where other.state in ('waiting', 'running', 'undecided')
    and (other.state <> 'waiting' or other.id < mine.operation)`;

/**
 * The place that each waiting one has in the queue for a slot, those that run counted before it. Who waits for
 * something else too stands in no queue: it would keep a slot empty. What is undecided runs no more, and holds none.
 */
const queue = sql`
  select slot.operation, slot.target, coalesce(busy.running, 0) as running,
    coalesce(busy.running, 0) + row_number() over (partition by slot.target order by slot.operation) as place
  from operations waiter
  join claims slot on slot.operation = waiter.id and slot.mode = 'slot'
  left join (
    select held.target, count(*) as running
    from operations holder join claims held on held.operation = holder.id and held.mode = 'slot'
    where holder.state = 'running' group by held.target
  ) busy on busy.target = slot.target
  where waiter.state = 'waiting' and not exists (select ${blocking} and mine.operation = waiter.id)`;

/** What stands between a waiting operation and its start. */
export interface Blocker {
  readonly id: number;
  readonly title: string;
  readonly state: OperationState;
  readonly actor: Actor;
}

/** The first that each of these waits for; those nobody stands in the way of are not in it. */
export async function firstBlockers(
  db: Kysely<Tables>,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Blocker>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Blocker & { readonly blocked: number }>`
    select distinct on (mine.operation)
      mine.operation as blocked, other.id, other.title, other.state, other.actor
    ${blocking} and mine.operation = any(${[...ids]}::integer[])
    order by mine.operation, other.state = 'undecided' desc, other.id`.execute(db);
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
    select distinct on (operation) operation, target, running, place from (${queue}) queue
    where place > ${atOnce} and operation = any(${[...ids]}::integer[])
    order by operation, place desc`.execute(db);
  return new Map(rows.map(({ operation, ...place }) => [operation, place]));
}
