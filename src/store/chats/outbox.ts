import { type Insertable, type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Card } from '../../card.ts';
import type { Actor, MessageRef, Place } from '../../chat.ts';
import type { WebhookEvent } from '../../webhooks/event.ts';
import { clean, toJson } from '../json.ts';
import { notify } from '../notify.ts';
import { alive } from '../replicas/replicas.ts';
import type { Tables } from '../schema.ts';

/** What must be said, whatever becomes of the process that wants it said. */
export interface Saying {
  readonly place: Place;
  readonly card: Card;
  /** Said once: a second one with the same nonce is dropped. */
  readonly nonce: string;
  /** The person whose device is to ring. */
  readonly calls?: string | undefined;
  readonly under?: MessageRef | undefined;
  /** What a webhook is told, one after another of the same alert; its place is one. */
  readonly event?: WebhookEvent | undefined;
}

/** A row that this process has to say now, with what is known of its operation. */
export type DueSaying = Pick<
  Selectable<Tables['outbox']>,
  | 'id'
  | 'nonce'
  | 'operation'
  | 'place'
  | 'card'
  | 'edits'
  | 'calls'
  | 'under'
  | 'attempts'
  | 'event'
> & {
  /** What its message is known by on the platform. */
  readonly tag: string | null;
  readonly message: MessageRef | null;
  readonly actor: Actor | null;
  /** How long it has waited, in milliseconds. */
  readonly waited: number;
};

/** Longer than everything that is tried for one row; a process that dies is known at once all the same. */
const LEASE_SECONDS = 120;
/** Rows taken at once by one process. */
const AT_ONCE = 20;

export async function say(db: Kysely<Tables>, saying: Saying): Promise<void> {
  await db.transaction().execute((trx) => addToOutbox(trx, [rowOf(saying)]));
}

/** As a row, for a transaction that writes more. */
export function rowOf({ place, card, event, ...saying }: Saying): Insertable<Tables['outbox']> {
  return {
    nonce: clean(saying.nonce),
    platform: place.platform,
    place: toJson(place),
    card: toJson(card),
    calls: saying.calls ?? null,
    under: saying.under ? toJson(saying.under) : null,
    ...(event && { event: toJson(event), topic: `${event.alert.key}-${clean(place.channel)}` }),
  };
}

/** Written with what it tells of, in one transaction. */
export async function addToOutbox(
  trx: Transaction<Tables>,
  rows: readonly Insertable<Tables['outbox']>[],
): Promise<void> {
  if (rows.length === 0) return;
  await trx
    .insertInto('outbox')
    .values([...rows])
    .onConflict((conflict) => conflict.column('nonce').doNothing())
    .execute();
  await notify(trx, { id: 0, what: 'say' });
}

/** Keeps others from what this process is about to let go of with {@link letGo}. */
export const mine = (me: number) => ({
  taken_by: me,
  taken_until: sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})`,
});

export interface Due {
  readonly platforms: readonly string[];
  /** Rows that this process is saying just now. */
  readonly saying: readonly number[];
}

/**
 * Takes what is due on these platforms; the rows of one message come one after another. What this process took and
 * does not say, because the database was away when it wanted to write down what came of it, is due again at once.
 */
export async function takeDue(
  db: Kysely<Tables>,
  me: number,
  { platforms, saying }: Due,
): Promise<readonly DueSaying[]> {
  const { rows } = await sql<DueSaying>`
    with due as (
      select one.id from outbox one
      where one.said_at is null and one.given_up_at is null and one.due_at <= now()
        and one.platform = any(${[...platforms]}::text[])
        and (one.taken_until is null or one.taken_until < now()
          or (one.taken_by = ${me} and one.attempts > 0 and not one.id = any(${[...saying]}::integer[]))
          or not ${alive(sql.ref('one.taken_by'))})
        and not exists (select from outbox before where before.operation = one.operation
          and before.id < one.id and before.said_at is null and before.given_up_at is null)
        and not exists (select from outbox before where before.topic = one.topic
          and before.id < one.id and before.said_at is null and before.given_up_at is null)
      order by one.id limit ${AT_ONCE} for update skip locked),
    taken as (
      update outbox set taken_by = ${me}, attempts = attempts + 1,
        taken_until = now() + make_interval(secs => ${LEASE_SECONDS})
      from due where outbox.id = due.id returning outbox.*)
    select taken.id, nonce, operation, taken.place, card, edits, calls, under, attempts, event,
      coalesce(operations.tag, taken.topic) as tag,
      coalesce(operations.message, topics.message) as message, operations.actor,
      (extract(epoch from now() - added_at) * 1000)::float8 as waited
    from taken left join operations on operations.id = taken.operation
      left join topics on topics.name = taken.topic order by taken.id`.execute(db);
  return rows;
}

interface Held {
  readonly id: number;
  readonly me: number;
}

const ours = ({ id, me }: Held) => sql<boolean>`outbox.id = ${id} and outbox.taken_by = ${me}`;

/** What became of it where it was said. */
export interface SaidSo {
  /** The message it edits is this one from now on. */
  readonly ref?: MessageRef | undefined;
  /** What a webhook answered. */
  readonly answer?: string | undefined;
}

/** It was said. */
export async function said(db: Kysely<Tables>, held: Held, { ref, answer }: SaidSo): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const row = await trx
      .updateTable('outbox')
      .set({ said_at: sql<Date>`now()`, taken_until: null, trouble: null, answer: told(answer) })
      .where(ours(held))
      .returning(['operation', 'topic', 'edits'])
      .executeTakeFirst();
    if (!row?.edits || !ref) return;
    await remember(trx, row, toJson(ref));
    await notify(trx, { id: 0, what: 'say' });
  });
}

function told(answer: string | undefined): string | null {
  return answer === undefined ? null : clean(answer);
}

interface Whose {
  readonly operation: number | null;
  readonly topic: string | null;
}

async function remember(trx: Transaction<Tables>, { operation, topic }: Whose, message: string) {
  if (operation !== null) {
    await trx.updateTable('operations').set({ message }).where('id', '=', operation).execute();
  }
  if (topic === null) return;
  await trx
    .insertInto('topics')
    .values({ name: topic, message })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ message, said_at: sql<Date>`now()` }),
    )
    .execute();
}

/** Tried again after that many milliseconds. */
export async function putOff(
  db: Kysely<Tables>,
  held: Held,
  { afterMs, trouble }: { readonly afterMs: number; readonly trouble: string },
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({
      due_at: sql<Date>`now() + make_interval(secs => ${afterMs / 1_000})`,
      taken_by: null,
      taken_until: null,
      trouble: clean(trouble),
    })
    .where(ours(held))
    .execute();
}

export async function giveUp(db: Kysely<Tables>, held: Held, trouble: string): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ given_up_at: sql<Date>`now()`, taken_until: null, trouble: clean(trouble) })
    .where(ours(held))
    .execute();
}

/**
 * The process that showed the operation has stopped editing its message: the end may be shown now. Changes nothing
 * where that was said before, or somebody else has it.
 */
export async function letGo(
  db: Kysely<Tables>,
  me: number,
  { operation, ref }: { readonly operation: number; readonly ref: MessageRef | undefined },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('outbox')
      .set({ taken_by: null, taken_until: null })
      .where('operation', '=', operation)
      .where('taken_by', '=', me)
      .where('attempts', '=', 0)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    if (ref) {
      await trx
        .updateTable('operations')
        .set({ message: toJson(ref) })
        .where('id', '=', operation)
        .execute();
    }
    await notify(trx, { id: 0, what: 'say' });
  });
}
