import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { Say } from '../../alerts/live/records.ts';
import { together } from '../../alerts/reach/calls.ts';
import type { Target } from '../../alerts/reach/reached.ts';
import type { Card, Mention } from '../../card.ts';
import type { Place } from '../../chat.ts';
import { isWebhook } from '../../webhooks/webhook.ts';
import { addToOutbox } from '../chats/outbox.ts';
import { toJson } from '../json.ts';
import type { Tables } from '../schema.ts';

type Trx = Transaction<Tables>;

export interface Telling {
  readonly number: number;
  /** So many times something was said of it before. */
  readonly said: number;
  readonly say: Say;
}

/** The first of a topic posts its message, later ones edit it; a notice rings under it. */
export async function tell(trx: Trx, telling: Telling): Promise<void> {
  const { number, say } = telling;
  const card = say.draw({ ...say.incident, number });
  for (const { place, mentions } of say.to.filter((one) => !isWebhook(one.place))) {
    const topic = topicOf(number, place);
    const { isNew, calls } =
      say.how === 'notice'
        ? await mayRing(trx, topic, { say, mentions })
        : await redraw(trx, topic, { say, mentions, card });
    if (!isNew) continue;
    const row = {
      ...{ nonce: nonceOf(topic, telling), topic, edits: say.how !== 'notice' },
      ...{ platform: place.platform, place: toJson({ ...place, durable: true }) },
    };
    await addToOutbox(trx, [{ ...row, card: toJson(calling(card, calls)) }]);
  }
}

/**
 * A notice is known by what it tells: where nobody heard that it was written, it is written once more, and rings once.
 */
function nonceOf(topic: string, { said, say }: Telling): string {
  if (say.how !== 'notice') return `${topic}-${said}`;
  return `${topic}-${say.why}-${digest(say.steps ?? say.incident)}`;
}

/** What nobody has begun to say of it. */
function unsaid(trx: Trx, topic: string, edits: boolean) {
  return trx
    .selectFrom('outbox')
    .select(['id', 'card'])
    .where('topic', '=', topic)
    .where('edits', '=', edits)
    .where('attempts', '=', 0)
    .where('said_at', 'is', null)
    .where('given_up_at', 'is', null)
    .forUpdate();
}

interface Ringing extends Pick<Target, 'mentions'> {
  readonly say: Say;
}

interface Rings {
  readonly isNew: boolean;
  readonly calls: readonly Mention[];
}

/**
 * The edit that waits shows the newer card, in its place before what follows it, and calls whom it would have called: as
 * long as nobody has acknowledged it, and it is not over.
 */
async function redraw(
  trx: Trx,
  topic: string,
  { say, mentions, card }: Ringing & { readonly card: Card },
): Promise<Rings> {
  if (!isLive(say)) await dropUnanswered(trx, topic);
  const waiting = await unsaid(trx, topic, true).execute();
  const before = isLive(say) ? calledIn(waiting) : [];
  const calls = together(before, mentions);
  if (waiting.length > 0) await show(trx, waiting, calling(card, calls));
  return { isNew: waiting.length === 0, calls };
}

function isLive({ incident }: Say): boolean {
  return incident.state === 'firing';
}

/** Somebody acknowledged it, or it is over: nobody has to be told that nobody has. */
async function dropUnanswered(trx: Trx, topic: string): Promise<void> {
  const waiting = unsaid(trx, topic, false).clearSelect().select('id');
  await trx
    .deleteFrom('outbox')
    .where('id', 'in', waiting)
    .where('nonce', 'like', '%-unanswered-%')
    .execute();
}

/** Of notices that wait the last is enough, and none where its card waits too: that rings by itself. */
async function mayRing(trx: Trx, topic: string, { say, mentions }: Ringing): Promise<Rings> {
  const waiting = await unsaid(trx, topic, false).execute();
  const ids = waiting.map(({ id }) => id);
  if (ids.length > 0) await trx.deleteFrom('outbox').where('id', 'in', ids).execute();
  const calls = together(isLive(say) ? calledIn(waiting) : [], mentions);
  const { rows } = await sql`select from topics where name = ${topic}
    union all select from outbox where topic = ${topic} and attempts > 0 limit 1`.execute(trx);
  if (rows.length === 0 && calls.length > 0) await callByCard(trx, topic, calls);
  return { isNew: rows.length > 0, calls };
}

async function callByCard(trx: Trx, topic: string, calls: readonly Mention[]): Promise<void> {
  const waiting = await unsaid(trx, topic, true).execute();
  const [first] = waiting;
  if (first) await show(trx, waiting, calling(first.card, together(calledIn(waiting), calls)));
}

async function show(trx: Trx, rows: readonly { readonly id: number }[], card: Card): Promise<void> {
  const ids = rows.map(({ id }) => id);
  await trx
    .updateTable('outbox')
    .set({ card: toJson(card) })
    .where('id', 'in', ids)
    .execute();
}

function calledIn(rows: readonly { readonly card: Card }[]): readonly Mention[] {
  return rows.flatMap(({ card }) => card.mentions ?? []);
}

function calling(card: Card, mentions: readonly Mention[]): Card {
  return mentions.length === 0 ? card : { ...card, mentions };
}

/** What its message is known by. */
function topicOf(number: number, { platform, channel, thread = '' }: Place): string {
  return `alert-${number}-${digest([platform, channel, thread])}`;
}

export function digest(value: unknown): string {
  return createHash('sha256').update(toJson(value)).digest('base64url').slice(0, 16);
}
