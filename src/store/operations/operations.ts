import { type Insertable, type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Approved } from '../../approvals/approval.ts';
import type { Card } from '../../card.ts';
import type { Actor, MessageRef, Place } from '../../chat.ts';
import type { OperationData, Progress } from '../../operation.ts';
import { inBatches } from '../batches.ts';
import { clean, toJson } from '../json.ts';
import { LEASE_SECONDS } from '../replicas/replicas.ts';
import type { Tables } from '../schema.ts';
import { mayBeTaken, strongest } from './claims.ts';

export type OperationRow = Selectable<Tables['operations']>;

/** Everything about a new operation that its plan does not say. */
export interface Acceptance {
  readonly data: OperationData;
  readonly deadlineMs: number;
  /** Milliseconds for which it may wait before it begins; as long as it takes where absent. */
  readonly waitMs?: number | undefined;
  readonly actor: Actor;
  readonly place: Place;
  readonly line: string;
  /** Who let it begin, besides the actor. */
  readonly approval?: Approved | undefined;
  /** The group it belongs to. */
  readonly parent?: number | undefined;
}

/** Whoever holds this epoch may act and write; all writes of the runner name it. */
export interface Hold {
  readonly id: number;
  readonly owner: number;
  readonly epoch: number;
}

/** The most operations that hold a slot of one host at the same time, where nobody said otherwise. */
export const AT_ONCE = 4;

/** Claims are decided one after another: two operations never both see a target free. */
const CLAIMS_LOCK = 0x6e6b_6801;

/** None is taken until the transaction ends. */
export async function lockClaims(trx: Transaction<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${CLAIMS_LOCK})`.execute(trx);
}

export const lease = sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})`;

/** Stores them waiting, and gives their numbers in the same order. */
export async function insertOperations(
  trx: Transaction<Tables>,
  me: number,
  accepted: readonly Acceptance[],
): Promise<readonly number[]> {
  const ids: number[] = [];
  for (const some of inBatches(accepted)) {
    const rows = await trx
      .insertInto('operations')
      .values(some.map((one) => rowOf(one, me)))
      .returning('id')
      .execute();
    ids.push(...rows.map(({ id }) => id));
  }
  const claims = accepted.flatMap(({ data }, at) =>
    strongest(data.claims).map((claim) => ({ operation: ids[at] ?? 0, ...claim })),
  );
  for (const some of inBatches(claims)) {
    await trx
      .insertInto('claims')
      .values([...some])
      .execute();
  }
  return ids;
}

function rowOf(accepted: Acceptance, me: number): Insertable<Tables['operations']> {
  const { data, deadlineMs, waitMs, actor, place, line, approval, parent } = accepted;
  return {
    parent: parent ?? null,
    kind: data.kind,
    title: clean(data.title),
    input: toJson(data.input),
    sites: [...data.sites],
    actor: toJson(actor),
    place: toJson(place),
    line: clean(line),
    approval: approval === undefined ? null : toJson(approval),
    state: 'waiting',
    deadline_ms: deadlineMs,
    wait_ms: waitMs ?? null,
    shown_by: me,
  };
}

/** Who takes, and how many operations may hold a slot of one target then. */
export interface Taker {
  readonly me: number;
  readonly atOnce: number;
}

/**
 * Makes the caller the owner of those of these that nothing forbids, and raises their epochs: waiting ones whose
 * claims are all free, and running ones whose owner is dead or let its lease run out.
 */
export async function takeOperations(
  trx: Transaction<Tables>,
  ids: readonly number[],
  { me, atOnce }: Taker,
): Promise<readonly OperationRow[]> {
  await lockClaims(trx);
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
    .where('id', 'in', sql<number>`(select unnest(${[...ids]}::integer[]))`)
    .where(mayBeTaken(atOnce))
    .returningAll()
    .execute();
}

/** Operations that somebody who reaches these sites and knows these kinds should take now. */
export async function takeable(
  db: Kysely<Tables>,
  {
    sites,
    kinds,
    atOnce,
    atMost,
  }: Pick<Taker, 'atOnce'> & {
    readonly sites: readonly string[];
    readonly kinds: readonly string[];
    readonly atMost?: number | undefined;
  },
): Promise<number[]> {
  const rows = await db
    .selectFrom('operations')
    .select('id')
    .where('state', 'in', ['waiting', 'running'])
    .where('kind', 'in', [...kinds])
    .where(sql<boolean>`sites <@ ${[...sites]}::text[]`)
    .where(mayBeTaken(atOnce))
    // What is about no site only waits for others, and comes first.
    .orderBy(sql`cardinality(sites) > 0`)
    .orderBy('id')
    .$if(atMost !== undefined, (query) => query.limit(atMost ?? 0))
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

/** For whoever takes it next; one that has a message keeps that. */
export interface End {
  readonly state: 'done' | 'failed' | 'cancelled' | 'undecided';
  readonly card: Card;
  readonly reason?: string | undefined;
}

/** The last write of a hold, and what it held; undefined when it was lost. Anything but undecided frees the claims. */
export async function endOperation(
  trx: Transaction<Tables>,
  hold: Hold,
  { state, card, reason }: End,
): Promise<(OperationRow & { readonly targets: string[] }) | undefined> {
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
    .returning(
      sql<
        string[]
      >`array(select target from claims where operation = operations.id order by target)`.as(
        'targets',
      ),
    )
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
