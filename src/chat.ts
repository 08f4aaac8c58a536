import type { Card } from './card.ts';

/**
 * The chats' port. A reply is short-lived and belongs to one incoming line; a message is durable and can be
 * edited after a restart. Commands never see either: the router uses replies, the runner messages.
 */
export interface Chat {
  readonly platform: string;
  /** What a person has to know of typing there, for the help: one or two sentences. */
  readonly note?: string | undefined;
  /**
   * Opens the connection and hands every incoming line to the bot until {@link stop}. Throws `invalid` or `forbidden`
   * where trying again is of no use, such as for a token that was revoked; anything else is tried again.
   */
  start(bot: Bot): Promise<void>;
  /** Fine also where the start failed or never was. */
  stop(): Promise<void>;
  /** The way in by itself, for who has not always one: {@link start} opens both. */
  readonly ear?: Ear | undefined;
  /** Deals with what arrived in processes that are gone. Called now and then, from the start on. */
  takeUp?(): Promise<void>;
  /** Whether lines come in just now; absent where that cannot fail. */
  connected?(): boolean;
  /**
   * Posts a new message. Throws `forbidden` or `not-found` where the place is not to be had, `busy` with
   * `retryAfterMs` when the platform wants a pause, `timeout` and `unreachable` when it may have been delivered.
   */
  post(place: Place, card: Card, options: PostOptions): Promise<MessageRef>;
  /** The same for an edit; besides, `not-found` when the message is gone, `expired` when it may not be edited any more. */
  update(ref: MessageRef, card: Card): Promise<void>;
  /** Looks for a post that may have been delivered; absent where the platform itself drops a repeat, or cannot tell. */
  find?(place: Place, nonce: string): Promise<MessageRef | undefined>;
  /** Where only this person reads: the id is that of an {@link Actor}. */
  direct?(person: string): Promise<Place>;
  /**
   * Those of these groups that the person is in at this moment, who has spoken in that place; undefined where it cannot be
   * known. Absent where a platform has no groups.
   */
  groupsOf?(person: string, asked: GroupsAsked): Promise<readonly string[] | undefined>;
  /** Shows the card on the page that the platform has for this person, where it has one. */
  home?(person: string, card: Card): Promise<void>;
  /** Keeps the message in sight in its channel. */
  pin?(ref: MessageRef): Promise<void>;
  /** Who sits there now and sees at once what is said: they are told of alerts without asking. */
  attended?(): Attended | undefined;
  /** False for a place that only another running process can reach, such as its terminal. True when absent. */
  reaches?(place: Place): boolean;
}

export interface GroupsAsked {
  readonly among: readonly string[];
  readonly place: Pick<Place, 'channel'>;
}

/** A person who looks on. */
export interface Attended {
  readonly place: Place;
  readonly caller: Caller;
}

/** Hearing what people do on a platform, apart from speaking there. */
export interface Ear {
  /** Each connection hears everything there: of all replicas one listens. Else the platform shares it out among them. */
  readonly alone: boolean;
  /** Opens the way out alone; throws as {@link Chat.start}. */
  start(bot: Bot): Promise<void>;
  /** Opens the way in. Nothing is handed to the bot while `holds` says false. */
  open(holds: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export interface PostOptions {
  /** Lets a platform drop a repeat of the same post, or find the first. */
  readonly nonce: string;
  /** The id of a person whose device is to ring: an edit rings nobody's. */
  readonly calls?: string | undefined;
  /** The message this one belongs to: it is shown in its thread, or as an answer to it. */
  readonly under?: MessageRef | undefined;
}

/** A person on one platform. */
export interface Actor {
  readonly platform: string;
  readonly id: string;
  readonly name: string;
  /** The groups of that platform they are in; absent where that is not known just now. */
  readonly groups?: readonly string[] | undefined;
}

/** Where a line came from and where its operation's message goes. */
export interface Place {
  readonly platform: string;
  readonly channel: string;
  readonly thread?: string | undefined;
  /** A message there outlives the process that posted it: what must be said goes through the outbox. */
  readonly durable?: boolean | undefined;
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
  /** Where they ask from, where that is known: some rights hold in some channels only. */
  readonly place?: Place | undefined;
}

export interface Incoming extends Caller {
  readonly place: Place;
  /** What was typed, or a button's command. */
  readonly line: string;
  /** The key of its {@link Arrival}: the line is accepted at most once, also over a restart. */
  readonly arrival?: string | undefined;
  /** A clicked [Share]: the answer is for the channel, whatever the command says. */
  readonly shares?: boolean | undefined;
  /** The confirmation a clicked button carries. */
  readonly confirms?: string | undefined;
  /** What was typed into the form that a confirmation asked for. */
  readonly typed?: string | undefined;
  /** The confirmation a clicked [Cancel] throws away. */
  readonly declines?: string | undefined;
  readonly reply: Reply;
}

export interface Reply {
  /** Says who will see the answer, where the platform wants that at once. */
  defer(audience: 'channel' | 'caller'): Promise<void>;
  /** `shareable`: the same line may be sent again with {@link Incoming.shares}, for everybody to see its answer. */
  answer(card: Card, options?: { readonly shareable?: boolean }): Promise<void>;
  /** Asks for missing values; the platform sends the completed line as a new incoming one. */
  ask(form: Form): Promise<void>;
  /** The line became this operation; absent on a chat that shows it itself by following. */
  accepted?(card: Card, operation: number): Promise<void>;
  /** Says what was kept back until the outcome told for whom it is; absent on a chat that keeps nothing back. */
  settle?(handled: Handled): Promise<void>;
}

export interface Form {
  readonly title: string;
  /** What was missing, for a chat that cannot ask: it answers this instead. */
  readonly problem: Card;
  /** The line so far; the fields' words are put behind it. */
  readonly line: string;
  readonly fields: readonly FormField[];
  /** The confirmation that the form is asked for: the line stays as it is, and the first answer is {@link Incoming.typed}. */
  readonly confirms?: string | undefined;
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
  /** Values can be looked up while it is typed: {@link Bot.complete} of the line up to here knows some. */
  readonly suggests?: boolean | undefined;
  /** The answer is an integer within these. */
  readonly integer?: { readonly min: number; readonly max: number } | undefined;
}

/**
 * Something that came in over a network, written down before the platform is told that it arrived. What the
 * platform sends again has the same key.
 */
export interface Arrival {
  /** The platform's own id of it, with the platform before: `slack:Ev…`. */
  readonly key: string;
  readonly platform: string;
  /** All that the chat needs to deal with it later, in another process: plain data. */
  readonly event: unknown;
}

/** What a button, a form or another thing to click stands for; the platform is given its short id alone. */
export interface Click {
  readonly line: string;
  readonly confirms?: string | undefined;
  readonly typed?: string | undefined;
  readonly declines?: string | undefined;
  readonly shares?: boolean | undefined;
  /** The fields that the click, or the form it is the id of, fills in. */
  readonly form?: Form | undefined;
}

/** What became of one line, for chats that report an exit code; `usage` when it has to be typed otherwise. */
export interface Handled {
  readonly outcome: 'answered' | 'asked' | 'accepted' | 'usage' | 'refused';
  /** What was accepted; follow it with {@link Bot.follow}. */
  readonly operation?: number | undefined;
  /** What was asked for waits for a second person under this number. */
  readonly approval?: number | undefined;
}

/** What a chat may ask of the bot. */
export interface Bot {
  /** Deals with one line to the end of its answer: it is said by then, also what the reply kept back. */
  handle(incoming: Incoming): Promise<Handled>;
  /** Waits for the operation's end; gives its last card and whether it was done. */
  follow(operation: number, options: FollowOptions): Promise<Ended>;
  cancel(operation: number, caller: Caller): Promise<Handled['outcome']>;
  /** The words that could come next, best first: whole replacements for the last word of the line. */
  complete(line: string, caller: Caller): Promise<readonly Completion[]>;
  /** The line to close with when a chat opens: what the sites are and how they do. */
  greeting(caller: Caller): Promise<Card>;
  /** Everything this person should have in sight: the fleet, what runs, what waits for them. */
  home(caller: Caller): Promise<Card>;
  /**
   * Writes it down, before the platform is told that it arrived. False when it is known already: nothing is to be
   * done then. Throws when the store is down: the person is told that nothing was accepted.
   */
  receive(arrival: Arrival): Promise<boolean>;
  /** What arrived on this platform in processes that are gone, and was not dealt with; it is this process's from now on. */
  leftBehind(platform: string): Promise<readonly Arrival[]>;
  /** It needs nothing more. {@link Bot.handle} says so itself for the line that names it. */
  dealtWith(key: string): Promise<void>;
  /** Short ids for what can be clicked, in the same order: at most 20 letters, digits, `-` and `_`. The same click has the same id. */
  keep(clicks: readonly Click[]): Promise<readonly string[]>;
  /** What an id stands for; undefined when it is not known any more. */
  kept(id: string): Promise<Click | undefined>;
  /** The groups of this platform that rights hang on: of others nobody has to know who is in them. */
  groups?(platform: string): readonly string[];
  /** The audience that is configured for this channel, where one is. */
  audience(place: Place): 'channel' | 'caller' | undefined;
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
