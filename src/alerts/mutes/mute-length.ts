import { BotError } from '../../errors.ts';
import { durationOf } from '../rules/duration.ts';

/** What a form and completion offer. */
export const muteLengths = ['30m', '1h', '4h', '12h', '1d', '1w'];

/** A mute without an end would be forgotten; this is one that somebody will still remember. */
const LONGEST_MS = 30 * 86_400_000;
const SHORTEST_MS = 60_000;

/** Milliseconds. Throws `invalid`. */
export function muteMs(text: string): number {
  const ms = durationOf(text);
  if (ms !== undefined && ms >= SHORTEST_MS && ms <= LONGEST_MS) return ms;
  const what = ms === undefined ? `${text} is no length of time` : `${text} is not within limits`;
  throw new BotError('invalid', what, {
    hint: 'Nothing was changed. A mute is 1m to 30d long, as 30m, 1h or 2d.',
  });
}
