import type { BotError } from '../../../../src/errors.ts';
import type { Answer } from '../client/client.ts';
import { refusal } from '../client/refusal.ts';
import type { Whose } from './ending.ts';

/** Why another try may go better. */
export type Why =
  | { readonly kind: 'locked'; readonly lock: string }
  /** Not on that node; it may have moved. */
  | { readonly kind: 'gone' };

/** The configuration's own lock: `PVE::AbstractConfig::check_lock`. */
const locked = /^(?:VM|CT)(?: \d+)? is locked \((?<lock>[\w-]+)\)/;
/** The lock of the file, held while another task begins: `PVE::Tools::lock_file`. */
const held = /^can't lock file '[^']*' - got timeout/;
const gone = /^Configuration file '[^']*' does not exist/;
/** A hibernated machine stays locked until it is started. */
const lasting: readonly string[] = ['suspended'];

/** Of the words of a refusal, or those that a task ended with. */
export function whyOf(said: string): Why | undefined {
  const lock = locked.exec(said)?.groups?.['lock'] ?? (held.test(said) ? 'config' : undefined);
  if (lock !== undefined) return lasting.includes(lock) ? undefined : { kind: 'locked', lock };
  return gone.test(said) ? { kind: 'gone' } : undefined;
}

/** The stored refusal of a call, as it was. */
export function refusedForNow(answer: Answer, whose: Whose): { why: Why; error: BotError } {
  const error = refusal(answer, { ...whose, act: true });
  const why = whyOf(answer.reason);
  if (!why) throw error;
  return { why, error };
}
