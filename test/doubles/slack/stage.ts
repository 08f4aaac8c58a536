import type { Refusal } from './check.ts';
import type { Rates } from './rates.ts';
import type { Responses } from './responses.ts';
import type { Triggers } from './triggers.ts';
import type { StoredFile, World } from './world.ts';

/** What goes wrong, set by a test while the double runs. */
export interface Faults {
  /** The next so many posts, edits and uploads are done, and the connection is cut before it is answered. */
  dropAfterAccept: number;
  /** Calls of this name are done and never answered: their sockets hang. */
  holdAfterAccept: string | undefined;
  /** Every answer of the Web API waits so long. */
  delayMs: number;
  /** The next so many calls are answered with 429. */
  rateLimit: number;
  revokeTokens: boolean;
  expireTriggers: boolean;
  refuseSockets: boolean;
  /** Whatever the person does arrives twice, with the same envelope. */
  repeatEnvelope: boolean;
  editWindowClosed: boolean;
  /** The next so many messages with an uploaded picture are refused, as while Slack looks through it. */
  unseenPictures: number;
  cutSockets(): void;
}

export interface Tokens {
  readonly bot: string;
  readonly app: string;
  readonly signingSecret: string;
}

/** All that the parts of the double share. */
export interface Stage {
  readonly world: World;
  readonly faults: Faults;
  readonly tokens: Tokens;
  readonly triggers: Triggers;
  readonly responses: Responses;
  readonly rates: Rates | undefined;
  readonly uploads: Map<string, StoredFile>;
  /** `http://127.0.0.1:PORT`, known once it listens. */
  origin(): string;
}

export type Args = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly ok: boolean;
  readonly error?: string;
  readonly [more: string]: unknown;
}

export interface Method {
  /** The scope it needs, or the scopes of which one is enough. */
  readonly needs?: (args: Args, stage: Stage) => readonly string[];
  readonly token?: 'app';
  run(args: Args, stage: Stage): Answer;
}

export const refused = (refusal: Refusal): Answer => ({
  ok: false,
  error: refusal.error,
  ...(refusal.messages ? { response_metadata: { messages: refusal.messages } } : {}),
});

export const refusal = (error: string): Answer => ({ ok: false, error });

/** A text argument; undefined when it is absent or something else. */
export const word = (args: Args, name: string): string | undefined => {
  const value = args[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** A switch, which a form can only send as a word. */
export const flag = (args: Args, name: string): boolean =>
  args[name] === true || args[name] === 'true' || args[name] === '1';
