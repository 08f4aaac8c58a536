import type { ColumnType, Generated } from 'kysely';
import type { Card } from '../../card.ts';
import type { Click, MessageRef, Place } from '../../chat.ts';
import type { WebhookEvent } from '../../webhooks/event.ts';
import type { Defaulted, Json, Time } from '../columns.ts';

export interface ArrivalTable {
  key: string;
  platform: string;
  event: ColumnType<unknown, string, string>;
  arrived_at: Defaulted;
  /** The process that deals with it. */
  replica: number;
  /** The operation that its line became. */
  operation: number | null;
  dealt_at: Time | null;
}

export interface ClickTable {
  id: string;
  click: Json<Click>;
  kept_at: ColumnType<Date, never, Date>;
}

/** Waits until `said_at` or `given_up_at` is set. With `edits` it is the card of its operation's message. */
export interface OutboxTable {
  id: Generated<number>;
  nonce: string;
  operation: number | null;
  platform: string;
  place: Json<Place>;
  card: Json<Card>;
  edits: Generated<boolean>;
  /** The person whose device is to ring. */
  calls: string | null;
  under: Json<MessageRef> | null;
  added_at: Defaulted;
  due_at: ColumnType<Date, Date | undefined, Date>;
  attempts: Generated<number>;
  taken_by: number | null;
  taken_until: Time | null;
  trouble: string | null;
  said_at: Time | null;
  given_up_at: Time | null;
  /** The message it belongs to, where that is no operation's; with `edits` it is the card of it. */
  topic: string | null;
  /** What a webhook is told; people are shown the card. */
  event: Json<WebhookEvent> | null;
  /** What it answered, in a few words. */
  answer: string | null;
}
