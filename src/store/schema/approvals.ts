import type { ColumnType, Generated } from 'kysely';
import type { ApprovalState, Post } from '../../approvals/approval.ts';
import type { Card } from '../../card.ts';
import type { Actor, MessageRef, Place } from '../../chat.ts';
import type { Defaulted, Json, Time } from '../columns.ts';

/** A message that belongs to no operation and is edited on. */
export interface TopicTable {
  name: string;
  message: Json<MessageRef>;
  said_at: ColumnType<Date, never, Date>;
}

export interface ApprovalTable {
  id: Generated<number>;
  state: ColumnType<ApprovalState, never, ApprovalState>;
  line: string;
  title: string;
  label: string;
  actor: Json<Actor>;
  /** The id of the person that the actor is. */
  person: string;
  local: boolean;
  place: Json<Place>;
  fingerprint: string;
  card: Json<Card>;
  targets: string[];
  posts: Json<readonly Post[]>;
  asked_at: Defaulted;
  expires_at: Time;
  /** Absent where nobody is to be reminded. */
  remind_seconds: number | null;
  remind_at: Time | null;
  reminders: Generated<number>;
  ended_at: Time | null;
  ended_by: Json<Actor> | null;
  reason: string | null;
  operation: number | null;
}
