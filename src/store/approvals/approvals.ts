import { type Kysely, sql, type Transaction } from 'kysely';
import type { Approval, Approved, Post } from '../../approvals/approval.ts';
import { endedCard, loudCard, waitingCard } from '../../approvals/cards.ts';
import type { Actor, Place } from '../../chat.ts';
import { BotError } from '../../errors.ts';
import { audited } from '../audit/audit.ts';
import { becomes } from '../chats/arrivals.ts';
import { useConfirmation } from '../chats/confirmations.ts';
import { addToOutbox } from '../chats/outbox.ts';
import { clean, toJson } from '../json.ts';
import type { AuditEvent, Tables } from '../schema.ts';
import { approvalOf, over, rowOf, textOf } from './rows.ts';
import { close, edits, note } from './sayings.ts';
import { expire, remind } from './sweep.ts';

/** What a person wants approved. */
export interface NewApproval
  extends Pick<
    Approval,
    | 'line'
    | 'title'
    | 'label'
    | 'actor'
    | 'person'
    | 'local'
    | 'place'
    | 'fingerprint'
    | 'card'
    | 'targets'
    | 'posts'
  > {
  readonly expiresMs: number;
  readonly remindMs?: number | undefined;
  /** Used up in the same transaction. */
  readonly confirmation?: string | undefined;
  /** Dealt with in the same transaction. */
  readonly arrival?: string | undefined;
}

/** An end that starts nothing. */
export interface Refusal {
  readonly state: 'rejected' | 'withdrawn' | 'changed';
  readonly by: Actor;
  readonly place?: Place | undefined;
  readonly line: string;
  readonly reason?: string | undefined;
}

/** What waits for a second person, durable. All that changes it is audited and told in the same transaction. */
export interface ApprovalRecords {
  /** Writes it down and asks those who may approve. */
  ask(wanted: NewApproval): Promise<Approval>;
  /** Throws `not-found`. */
  find(id: number): Promise<Approval>;
  /** Newest first. */
  list(filter: { readonly ended: boolean; readonly limit: number }): Promise<readonly Approval[]>;
  /** Ends it without starting anything; `conflict` where it has ended. */
  end(id: number, refusal: Refusal): Promise<Approval>;
  /** Ends what nobody answered in time, and reminds of the rest; gives how many rows that were. */
  sweep(): Promise<number>;
}

/** Who is told besides that it begins without a second person, each on a message of its own. */
export type Loud = Pick<Post, 'place' | 'calls'>;

export function approvalRecords(db: Kysely<Tables>, me: number): ApprovalRecords {
  return {
    ask: (wanted) => audited(db, (trx) => ask(trx, me, wanted)),
    find: async (id) => approvalOf(await rowOf(db, id)),
    async list({ ended, limit }) {
      const rows = await db
        .selectFrom('approvals')
        .selectAll()
        .$if(!ended, (query) => query.where('state', '=', 'waiting'))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(approvalOf);
    },
    end: (id, refusal) => audited(db, (trx) => refuse(trx, me, { id, ...refusal })),
    sweep: () => audited(db, async (trx) => (await expire(trx, me)) + (await remind(trx))),
  };
}

async function ask(
  trx: Transaction<Tables>,
  me: number,
  { confirmation, arrival, expiresMs, remindMs, ...wanted }: NewApproval,
): Promise<Approval> {
  if (confirmation !== undefined && !(await useConfirmation(trx, confirmation))) throw spent();
  if (arrival !== undefined) await becomes(trx, arrival, null);
  const remind = remindMs === undefined ? null : Math.max(1, Math.round(remindMs / 1_000));
  const row = await trx
    .insertInto('approvals')
    .values({
      line: clean(wanted.line),
      title: clean(wanted.title),
      label: clean(wanted.label),
      actor: toJson(wanted.actor),
      person: clean(wanted.person),
      local: wanted.local,
      place: toJson(wanted.place),
      fingerprint: wanted.fingerprint,
      card: toJson(wanted.card),
      targets: wanted.targets.map(clean),
      posts: toJson(wanted.posts),
      expires_at: sql<Date>`now() + make_interval(secs => ${expiresMs / 1_000})`,
      remind_seconds: remind,
      remind_at: remind === null ? null : sql<Date>`now() + make_interval(secs => ${remind})`,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const approval = approvalOf(row);
  await note(trx, me, approval, { event: 'approval-asked', outcome: 'asked' });
  await addToOutbox(trx, edits(approval, 'asked', waitingCard(approval)));
  return approval;
}

/** Ends it in favour of what is to begin, once: whoever comes second, or too late, gets `conflict` or `expired`. */
export async function takeApproval(
  trx: Transaction<Tables>,
  { approval: id, how, by, reason }: Approved,
): Promise<void> {
  const taken = await trx
    .updateTable('approvals')
    .set({ state: how, ended_at: sql<Date>`now()`, ended_by: toJson(by), reason: textOf(reason) })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  if (taken.numUpdatedRows === 0n) throw over(approvalOf(await rowOf(trx, id)));
}

interface Begun {
  readonly approved: Approved;
  readonly loud: readonly Loud[];
  readonly operation: number;
}

/** What it began, in the audit and on every message that asked. */
export async function tellApproved(
  trx: Transaction<Tables>,
  me: number,
  { approved, loud, operation }: Begun,
): Promise<void> {
  const { approval: id, how, by, reason } = approved;
  await trx.updateTable('approvals').set({ operation }).where('id', '=', id).execute();
  const approval = approvalOf(await rowOf(trx, id));
  await note(trx, me, approval, {
    event: how === 'approved' ? 'approved' : 'broke-glass',
    actor: by,
    place: undefined,
    line: how === 'approved' ? `approval approve ${id}` : `approval break ${id}`,
    outcome: how,
    operation,
    detail: [`${approval.actor.name} asked for: ${approval.line}`, reason]
      .filter(Boolean)
      .join('. '),
  });
  const sayings = loud.map(({ place, calls }, at) => ({
    nonce: `${approval.posts[0]?.topic ?? id}-loud-${at}`,
    platform: place.platform,
    place: toJson(place),
    card: toJson(loudCard(approval)),
    calls: calls ?? null,
  }));
  await addToOutbox(trx, [...edits(approval, how, endedCard(approval)), ...sayings]);
}

const events: Readonly<Record<Refusal['state'], AuditEvent>> = {
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  changed: 'approval-changed',
};

async function refuse(
  trx: Transaction<Tables>,
  me: number,
  { id, state, by, place, line, reason }: Refusal & { readonly id: number },
): Promise<Approval> {
  const row = await trx
    .updateTable('approvals')
    .set({
      state,
      ended_at: sql<Date>`now()`,
      ended_by: toJson(by),
      reason: textOf(reason),
    })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .returningAll()
    .executeTakeFirst();
  if (!row) throw over(approvalOf(await rowOf(trx, id)));
  const approval = approvalOf(row);
  await note(trx, me, approval, {
    ...{ event: events[state], actor: by, place, line, outcome: state },
    detail: [`${approval.actor.name} asked for: ${approval.line}`, reason]
      .filter(Boolean)
      .join('. '),
  });
  await close(trx, approval);
  return approval;
}

function spent(): BotError {
  return new BotError('expired', 'This was already confirmed or cancelled, or its time is over', {
    hint: 'Send the command again to see its preview anew.',
  });
}
