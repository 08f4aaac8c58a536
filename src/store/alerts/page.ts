import type { Transaction } from 'kysely';
import type { Incident } from '../../alerts/incident.ts';
import type { Say } from '../../alerts/live/records.ts';
import type { Place } from '../../chat.ts';
import { eventOf } from '../../webhooks/event.ts';
import { type Paged, pagedAfter, turnsOf, type WebhookTurn } from '../../webhooks/turns.ts';
import { isWebhook } from '../../webhooks/webhook.ts';
import { addToOutbox, rowOf } from '../outbox.ts';
import type { Tables } from '../schema.ts';

export interface Paging {
  readonly number: number;
  readonly say: Say;
  /** Where it was told before, and where it is told for the first time. */
  readonly known: readonly Place[];
  readonly added: readonly Place[];
  /** What webhooks were told of it last. */
  readonly paged: Paged | undefined;
}

/**
 * Has webhooks told what became of it, each thing once: an event is known by what it tells, so that its repeat is
 * dropped where nobody heard that it was written. Gives what they are told by then.
 */
export async function page(
  trx: Transaction<Tables>,
  { number, say, known, added, paged }: Paging,
): Promise<Paged | undefined> {
  const { incident } = say;
  const kept = { ...incident, number };
  const card = say.draw(kept);
  const rows = [
    ...known.map((place) => ({ place, turns: turnsOf(paged, incident) })),
    ...added.map((place) => ({ place, turns: turnsOf(undefined, incident) })),
  ]
    .filter(({ place }) => isWebhook(place))
    .flatMap(({ place, turns }) =>
      turns.map((turn) => {
        const at = momentOf(turn, incident);
        const event = eventOf(kept, place.channel, { turn, at, title: card.title });
        return rowOf({ place: { ...place, durable: true }, card, nonce: event.id, event });
      }),
    );
  await addToOutbox(trx, rows);
  return pagedAfter(paged, incident);
}

function momentOf(turn: WebhookTurn, { endedAt, acknowledged }: Incident): number {
  if (turn === 'acknowledged' && acknowledged) return acknowledged.at;
  return turn === 'resolved' && endedAt !== undefined ? endedAt : Date.now();
}
