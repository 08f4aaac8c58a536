import type { Insertable } from 'kysely';
import { mine } from '../chats/outbox.ts';
import { toJson } from '../json.ts';
import type { Tables } from '../schema.ts';
import type { End, OperationRow } from './operations.ts';

/** Milliseconds after which nobody watches any more: an edit rings no device, so a reply does. */
const LONG_MS = 60_000;

/** A person has ended it: the message that said "unknown" says so. */
export function settledSaying(row: OperationRow): readonly Insertable<Tables['outbox']>[] {
  if (row.place.durable !== true || row.parent !== null) return [];
  const { id: operation, tag, place, result } = row;
  const card = toJson(result);
  return [
    {
      operation,
      platform: place.platform,
      place: toJson(place),
      nonce: `${tag}-settled`,
      card,
      edits: true,
    },
  ];
}

/** It was cancelled while it waited: the message that said what it waits for says so, whoever showed it. */
export function cancelledSaying(row: OperationRow): readonly Insertable<Tables['outbox']>[] {
  if (row.state !== 'cancelled' || row.message === null) return [];
  return settledSaying(row).map((saying) => ({ ...saying, nonce: `${row.tag}-end` }));
}

/** What must be said of an end: its card, and a short reply that rings where somebody waited or has to decide. */
export function sayingsOf(
  row: OperationRow,
  { state, card }: End,
  { me, shown }: { readonly me: number; readonly shown: boolean },
): readonly Insertable<Tables['outbox']>[] {
  if (row.place.durable !== true || row.parent !== null) return [];
  const common = { operation: row.id, platform: row.place.platform, place: toJson(row.place) };
  const end = { ...common, nonce: `${row.tag}-end`, card: toJson(card), edits: true };
  // Who waited for a second person looks elsewhere by now, however fast it went then.
  const waited = row.approval?.how === 'approved';
  const rings = waited || state === 'undecided' || Date.now() - +row.accepted_at > LONG_MS;
  const told = {
    ...common,
    nonce: `${row.tag}-told`,
    card: toJson({ title: card.title, tone: card.tone }),
    calls: row.actor.id,
  };
  return [shown ? { ...end, ...mine(me) } : end, ...(rings ? [told] : [])];
}
