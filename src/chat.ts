import type { Card } from './card.ts';

/**
 * The chats' port. A reply is short-lived and belongs to one incoming line; a message is durable and can be
 * edited after a restart. Commands never see either: the router uses replies, the runner messages.
 */
export interface Chat {
  readonly platform: string;
  /** Opens the connection and hands every incoming line to the bot until {@link stop}. */
  start(bot: Bot): Promise<void>;
  stop(): Promise<void>;
  /** Posts a new message. `nonce` lets a platform drop a repeat of the same post. */
  post(place: Place, card: Card, options: { readonly nonce: string }): Promise<MessageRef>;
  update(ref: MessageRef, card: Card): Promise<void>;
  /** False for a place that only another running process can reach, such as its terminal. True when absent. */
  reaches?(place: Place): boolean;
}

/** A person on one platform. */
export interface Actor {
  readonly platform: string;
  readonly id: string;
  readonly name: string;
}

/** Where a line came from and where its operation's message goes. */
export interface Place {
  readonly platform: string;
  readonly channel: string;
  readonly thread?: string | undefined;
}

/** Serialisable and stored, so that the same message is edited on after a restart. */
export interface MessageRef {
  readonly platform: string;
  readonly channel: string;
  readonly id: string;
  readonly thread?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly editableUntil?: number | undefined;
}

/** Who asks, as far as the chat can vouch for it. */
export interface Caller {
  readonly actor: Actor;
  /** True when the operating system vouches for it: the OS user who runs the bot, at its own terminal. */
  readonly local?: boolean | undefined;
}

export interface Incoming extends Caller {
  readonly place: Place;
  /** What was typed, or a button's command. */
  readonly line: string;
  /** The confirmation a clicked button carries. */
  readonly confirms?: string | undefined;
  /** The confirmation a clicked [Cancel] throws away. */
  readonly declines?: string | undefined;
  readonly reply: Reply;
}

export interface Reply {
  /** Says who will see the answer, where the platform wants that at once. */
  defer(audience: 'channel' | 'caller'): Promise<void>;
  answer(card: Card): Promise<void>;
  /** Asks for missing values; the platform sends the completed line as a new incoming one. */
  ask(form: Form): Promise<void>;
  /** The line became this operation; absent on a chat that shows it itself by following. */
  accepted?(card: Card, operation: number): Promise<void>;
}

export interface Form {
  readonly title: string;
  /** What was missing, for a chat that cannot ask: it answers this instead. */
  readonly problem: Card;
  /** The line so far; the fields' words are put behind it. */
  readonly line: string;
  readonly fields: readonly FormField[];
}

export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly required: boolean;
  readonly choices?: readonly string[] | undefined;
  /** It has no place of its own in the line: the answer is put there behind its name. */
  readonly named?: boolean | undefined;
  /** The answer is words of the line, put there as they are typed; else it is one value. */
  readonly words?: boolean | undefined;
}

/** What became of one line, for chats that report an exit code; `usage` when it has to be typed otherwise. */
export interface Handled {
  readonly outcome: 'answered' | 'asked' | 'accepted' | 'usage' | 'refused';
  /** What was accepted; follow it with {@link Bot.follow}. */
  readonly operation?: number | undefined;
}

/** What a chat may ask of the bot. */
export interface Bot {
  handle(incoming: Incoming): Promise<Handled>;
  /** Waits for the operation's end; gives its last card and whether it was done. */
  follow(operation: number, options: FollowOptions): Promise<Ended>;
  cancel(operation: number, caller: Caller): Promise<Handled['outcome']>;
  /** The words that could come next, best first: whole replacements for the last word of the line. */
  complete(line: string, caller: Caller): Promise<readonly Completion[]>;
  /** The line to close with when a chat opens: what the sites are and how they do. */
  greeting(caller: Caller): Promise<Card>;
}

export interface FollowOptions {
  readonly signal: AbortSignal;
  progress?(card: Card): void;
}

export interface Ended {
  readonly state: 'done' | 'failed' | 'cancelled' | 'undecided';
  readonly card: Card;
}

export interface Completion {
  readonly value: string;
  readonly description?: string | undefined;
}
