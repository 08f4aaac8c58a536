import { redact } from './redact.ts';

/**
 * Why something the user asked for could not be done, named by who must act.
 *
 * - `usage`: the line could not be understood; the person types it anew.
 * - `invalid`: a value is wrong. `not-found`, `ambiguous`: a name fits nothing, or several things.
 * - `forbidden`: no rule gives this person the right. `unsupported`: this site cannot do it.
 * - `conflict`: the thing's present state forbids it. `busy`: somebody else's work holds it.
 * - `expired`: a confirmation was used, is too old, or what it showed has changed.
 * - `cancelled`: a person stopped it. `failed`: the hypervisor or guest did it and says it failed.
 * - `timeout`, `unreachable`: no answer came, so after an act the outcome is not known yet.
 * - `undecided`: the outcome cannot be known; a person settles it.
 */
export type ErrorCode =
  | 'usage'
  | 'invalid'
  | 'not-found'
  | 'ambiguous'
  | 'forbidden'
  | 'unsupported'
  | 'conflict'
  | 'busy'
  | 'expired'
  | 'cancelled'
  | 'failed'
  | 'timeout'
  | 'unreachable'
  | 'undecided';

export interface BotErrorOptions {
  /** What the reader can do next: one sentence, shown under the message. */
  readonly hint?: string | undefined;
  /**
   * Whole command lines that would be right, offered as buttons or numbered choices; one that is no line of a
   * command is not shown.
   */
  readonly choices?: readonly (string | Choice)[] | undefined;
  readonly cause?: unknown;
  /** Milliseconds after which another try may go better, where somebody said so. */
  readonly retryAfterMs?: number | undefined;
}

/** A line with the words for its button; without them the button says what tells it from the others. */
export interface Choice {
  readonly line: string;
  readonly label: string;
}

/**
 * An expected failure: safe to show in chat, never a bug in the bot. Anything else thrown is one. Its words hold no
 * secret, whichever way they are shown.
 */
export class BotError extends Error {
  override readonly name = 'BotError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly choices: readonly string[];
  /** For the choices, in their order: undefined where none was given. */
  readonly labels: readonly (string | undefined)[];
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: BotErrorOptions = {}) {
    super(redact(message), { cause: options.cause });
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
    this.hint = options.hint === undefined ? undefined : redact(options.hint);
    const choices = options.choices ?? [];
    this.choices = choices.map((one) => redact(typeof one === 'string' ? one : one.line));
    this.labels = choices.map((one) => (typeof one === 'string' ? undefined : redact(one.label)));
  }
}

/** True when no answer came: asking again later may bring one. */
export function gaveNoAnswer(error: unknown): error is BotError {
  return error instanceof BotError && (error.code === 'timeout' || error.code === 'unreachable');
}

/** True when somebody else's work held it for now: nothing was changed, and after a while it may be tried again. */
export function isHeld(error: unknown): error is BotError {
  return error instanceof BotError && error.code === 'busy' && error.retryAfterMs !== undefined;
}

/** True when the error leaves open whether the act took place: only a look can tell. */
export function leavesOutcomeOpen(error: unknown): boolean {
  return !(error instanceof BotError) || gaveNoAnswer(error);
}
