import type { Insertable, Transaction } from 'kysely';
import type { Approval } from '../../approvals/approval.ts';
import { endedCard, toldCard } from '../../approvals/cards.ts';
import type { Card } from '../../card.ts';
import { type AuditEntry, addAudit } from '../audit/audit.ts';
import { addToOutbox } from '../chats/outbox.ts';
import { toJson } from '../json.ts';
import type { Tables } from '../schema.ts';

/** Every message that asked says so; whoever asked and waits is told, where a message of ours reaches them. */
export async function close(trx: Transaction<Tables>, approval: Approval): Promise<void> {
  const { place, actor, state, posts } = approval;
  const waits = place.durable === true && state !== 'withdrawn';
  const told = {
    nonce: `${posts[0]?.topic ?? approval.id}-told`,
    platform: place.platform,
    place: toJson(place),
    card: toJson(toldCard(approval)),
    calls: actor.id,
  };
  await addToOutbox(trx, [
    ...edits(approval, state, endedCard(approval)),
    ...(waits ? [told] : []),
  ]);
}

/** The first of a topic posts its message, later ones edit it. */
export function edits(
  { posts }: Approval,
  what: string,
  card: Card,
): readonly Insertable<Tables['outbox']>[] {
  return posts.map(({ topic, place, calls }) => ({
    nonce: `${topic}-${what}`,
    topic,
    edits: true,
    platform: place.platform,
    place: toJson(place),
    card: toJson(card),
    calls: calls ?? null,
  }));
}

/** In the name of whoever asked, where nobody else is named. */
export function note(
  trx: Transaction<Tables>,
  me: number,
  { actor, place, line, targets }: Approval,
  entry: Pick<AuditEntry, 'event' | 'outcome'> & Partial<AuditEntry>,
): Promise<void> {
  return addAudit(trx, me, { actor, place, line, targets, ...entry });
}
