import type { Incoming, Place } from '../chat.ts';
import type { Command } from '../command.ts';

interface Audiences {
  /** The audience that is configured for this channel, where one is. */
  readonly audience?: ((place: Place) => 'channel' | 'caller' | undefined) | undefined;
}

/** What the command says; a channel that wants no answers of ours has them for the caller, and a shared one is for all. */
export function audienceOf(
  { audience }: Audiences,
  { shares, place }: Incoming,
  command: Pick<Command, 'audience'>,
): Command['audience'] {
  if (shares) return 'channel';
  return audience?.(place) === 'caller' ? 'caller' : command.audience;
}
