import type { Card, Mention } from '../card.ts';
import type { Actor, Place } from '../chat.ts';

/**
 * `changed`: what was to be approved is not so any more, and goes back to whoever asked. `broken`: the person on call
 * went ahead alone, with a reason.
 */
export type ApprovalState =
  | 'waiting'
  | 'approved'
  | 'rejected'
  | 'withdrawn'
  | 'expired'
  | 'changed'
  | 'broken';

/** One message that asks for it, edited to its end. */
export interface Post {
  /** What its message is known by. */
  readonly topic: string;
  /** Without a channel it is where only {@link calls} reads. */
  readonly place: Place;
  /** The person whose device is to ring. */
  readonly calls?: string | undefined;
  /** Those who may approve it there, as far as they are known. */
  readonly asks?: readonly Mention[] | undefined;
}

/** A line that waits for a second person, or did. */
export interface Approval {
  readonly id: number;
  readonly state: ApprovalState;
  readonly line: string;
  readonly title: string;
  /** What the button says that goes ahead, target and host in it. */
  readonly label: string;
  readonly actor: Actor;
  /** The id of the person that the actor is. */
  readonly person: string;
  /** Asked at the bot's own terminal. */
  readonly local: boolean;
  readonly place: Place;
  /** Of the plan that was shown. */
  readonly fingerprint: string;
  /** What would be lost. */
  readonly card: Card;
  readonly targets: readonly string[];
  readonly posts: readonly Post[];
  readonly askedAt: number;
  readonly expiresAt: number;
  readonly endedAt?: number | undefined;
  readonly endedBy?: Actor | undefined;
  readonly reason?: string | undefined;
  /** What was started. */
  readonly operation?: number | undefined;
}

/** Who let an operation begin, besides the person who asked for it. */
export interface Approved {
  readonly approval: number;
  readonly how: 'approved' | 'broken';
  readonly by: Actor;
  /** Where they said so, and with which line: for the audit. */
  readonly said?: { readonly place: Place; readonly line: string } | undefined;
  /** Why nobody else was waited for. */
  readonly reason?: string | undefined;
}
