import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Card } from '../card.ts';
import type { Actor, MessageRef, Place } from '../chat.ts';
import type { Claim, OperationData, OperationState, Progress } from '../operation.ts';
import { clean, toJson } from './json.ts';
import { alive, LEASE_SECONDS } from './replicas.ts';
import type { Tables } from './schema.ts';

export type OperationRow = Selectable<Tables['operations']>;

/** Everything about a new operation that its plan does not say. */
export interface Acceptance {
  readonly data: OperationData;
  readonly deadlineMs: number;
  readonly actor: Actor;
  readonly place: Place;
  readonly line: string;
  /** The group it belongs to. */
  readonly parent?: number | undefined;
}

/** Whoever holds this epoch may act and write; all writes of the runner name it. */
export interface Hold {
  readonly id: number;
  readonly owner: number;
  readonly epoch: number;
}

/** What stands between a waiting operation and its start. */
export interface Blocker {
  readonly id: number;
  readonly title: string;
  readonly state: OperationState;
  readonly actor: Actor;
}

/** Claims are decided one after another: two operations never both see a target free. */
const CLAIMS_LOCK = 0x6e6b_6801;

export const lease = sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})`;

export async function insertOperation(
  trx: Transaction<Tables>,
  { data, deadlineMs, actor, place, line, parent }: Acceptance,
): Promise<number> {
  const { id } = await trx
    .insertInto('operations')
    .values({
      parent: parent ?? null,
      kind: data.kind,
      title: clean(data.title),
      input: toJson(data.input),
      sites: [...data.sites],
      actor: toJson(actor),
      place: toJson(place),
      line: clean(line),
      state: 'waiting',
      deadline_ms: deadlineMs,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const claims = strongest(data.claims);
  if (claims.length > 0) {
    await trx
      .insertInto('claims')
      .values(claims.map((claim) => ({ operation: id, ...claim })))
      .execute();
  }
  return id;
}

/** One claim a target, in one order for all: who wants it twice, as a ping of itself does, wants the stronger. */
function strongest(claims: readonly Claim[]): readonly Claim[] {
  const byTarget = Map.groupBy(claims, ({ target }) => target);
  return [...byTarget]
    .map(([target, wanted]): Claim => {
      const exclusive = wanted.some(({ mode }) => mode === 'exclusive');
      return { target, mode: exclusive ? 'exclusive' : 'shared' };
    })
    .sort((a, b) => (a.target < b.target ? -1 : 1));
}

/**
 * Makes the caller the operation's owner and raises its epoch, when nothing forbids it: a waiting one whose
 * claims are all free, or a running one whose owner is dead or let its lease run out.
 */
export async function takeOperation(
  trx: Transaction<Tables>,
  id: number,
  me: number,
): Promise<OperationRow | undefined> {
  await sql`select pg_advisory_xact_lock(${CLAIMS_LOCK})`.execute(trx);
  return trx
    .updateTable('operations')
    .set({
      state: 'running',
      owner: me,
      epoch: sql<number>`epoch + 1`,
      lease_until: lease,
      started_at: sql<Date>`coalesce(started_at, now())`,
      deadline_at: sql<Date>`coalesce(deadline_at, now() + make_interval(secs => deadline_ms / 1000.0))`,
    })
    .where('id', '=', id)
    .where(sql<boolean>`(${free(sql.ref('operations.id'))} or ${abandoned})`)
    .returningAll()
    .executeTakeFirst();
}

const abandoned = sql<boolean>`
  (operations.state = 'running' and (operations.lease_until < now() or not ${alive(sql.ref('operations.owner'))}))`;

function free(id: ReturnType<typeof sql.ref>) {
  return sql<boolean>`
    (operations.state = 'waiting' and not exists (select ${blocking} and mine.operation = ${id}))`;
}

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

/** Operations that somebody who reaches these sites and knows these kinds should take now. */
export async function takeable(
  db: Kysely<Tables>,
  { sites, kinds }: { readonly sites: readonly string[]; readonly kinds: readonly string[] },
): Promise<number[]> {
  const rows = await db
    .selectFrom('operations')
    .select('id')
    .where('state', 'in', ['waiting', 'running'])
    .where('kind', 'in', [...kinds])
    .where(sql<boolean>`sites <@ ${[...sites]}::text[]`)
    .where(sql<boolean>`(${free(sql.ref('operations.id'))} or ${abandoned})`)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}

export interface Renewed {
  readonly id: number;
  readonly epoch: number;
  readonly cancelled: boolean;
}

/** Lengthens the lease of what the caller follows; what is missing from the answer is lost to it. */
export async function renewLeases(
  db: Kysely<Tables>,
  me: number,
  following: readonly number[],
): Promise<readonly Renewed[]> {
  if (following.length === 0) return [];
  const rows = await db
    .updateTable('operations')
    .set({ lease_until: lease })
    .where('owner', '=', me)
    .where('id', 'in', [...following])
    .where('state', '=', 'running')
    .returning(['id', 'epoch', 'cancelled_by'])
    .execute();
  return rows.map((row) => ({
    id: row.id,
    epoch: row.epoch,
    cancelled: row.cancelled_by !== null,
  }));
}

/** Writes what changed while it runs; false when the hold is lost, and then nothing was written. */
export async function updateHeld(
  db: Kysely<Tables>,
  hold: Hold,
  change: { readonly progress?: Progress; readonly message?: MessageRef },
): Promise<boolean> {
  const result = await db
    .updateTable('operations')
    .set({
      ...(change.progress && { progress: toJson(change.progress) }),
      ...(change.message && { message: toJson(change.message) }),
    })
    .where(held(hold))
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export interface End {
  readonly state: 'done' | 'failed' | 'cancelled' | 'undecided';
  readonly card: Card;
  readonly reason?: string | undefined;
}

/** The last write of a hold; undefined when it was lost. Anything but undecided frees the claims. */
export async function endOperation(
  trx: Transaction<Tables>,
  hold: Hold,
  { state, card, reason }: End,
): Promise<OperationRow | undefined> {
  return trx
    .updateTable('operations')
    .set({
      state,
      result: toJson(card),
      reason: reason === undefined ? null : clean(reason),
      owner: null,
      lease_until: null,
      ended_at: state === 'undecided' ? null : sql<Date>`now()`,
    })
    .where(held(hold))
    .returningAll()
    .executeTakeFirst();
}

/** Gives a running operation back unfinished, for the next replica to go on with. */
export async function releaseOperation(db: Kysely<Tables>, hold: Hold): Promise<void> {
  await db
    .updateTable('operations')
    .set({ lease_until: sql<Date>`now() - interval '1 second'` })
    .where(held(hold))
    .execute();
}

/** The condition of every write: still ours, still this epoch. */
export function held({ id, owner, epoch }: Hold) {
  return sql<boolean>`operations.id = ${id} and operations.owner = ${owner}
    and operations.epoch = ${epoch} and operations.state = 'running'`;
}
