import type { Transaction } from 'kysely';
import type { Incident } from '../../alerts/incident.ts';
import type { Say } from '../../alerts/live/records.ts';
import { eventOf } from '../../webhooks/event.ts';
import { type Paged, pagedAfter, turnsOf, type WebhookTurn } from '../../webhooks/turns.ts';
import { isWebhook } from '../../webhooks/webhook.ts';
import { addToOutbox, rowOf } from '../chats/outbox.ts';
import type { Tables } from '../schema.ts';

/** What each webhook was told of an incident last, by its name. */
type PagedBy = Readonly<Record<string, Paged>>;

export interface Paging {
  readonly number: number;
  readonly say: Say;
  readonly paged: PagedBy;
}

/**
 * Has webhooks told what became of it, each thing once: an event is known by what it tells, so that its repeat is
 * dropped where nobody heard that it was written. Gives what they are told by then.
 */
export async function page(
  trx: Transaction<Tables>,
  { number, say, paged }: Paging,
): Promise<PagedBy> {
  const { incident } = say;
  const kept = { ...incident, number };
  const told = say.to.flatMap(({ place }) => (isWebhook(place) ? [place] : []));
  if (told.length === 0) return paged;
  const card = say.draw(kept);
  const rows = told.flatMap((place) =>
    turnsOf(paged[place.channel], incident).map((turn) => {
      const at = momentOf(turn, incident);
      const event = eventOf(kept, place.channel, { turn, at, title: card.title });
      return rowOf({ place: { ...place, durable: true }, card, nonce: event.id, event });
    }),
  );
  await addToOutbox(trx, rows);
  const now = told.map(({ channel }) => [channel, pagedAfter(paged[channel], incident)] as const);
  return { ...paged, ...Object.fromEntries(now) };
}

function momentOf(turn: WebhookTurn, { endedAt, acknowledged }: Incident): number {
  if (turn === 'acknowledged' && acknowledged) return acknowledged.at;
  return turn === 'resolved' && endedAt !== undefined ? endedAt : Date.now();
}
