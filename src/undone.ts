import { BotError } from './errors.ts';
import { onlyStopsFollowing, Stop } from './operation.ts';

/** How work ended whose half was taken away again; `left` says what could not be, and where to look. */
export function undone(error: unknown, left: string | undefined): unknown {
  const end = ended(error);
  if (left === undefined || !(end instanceof BotError)) return end;
  const { code, message, hint } = end;
  return new BotError(code, message, {
    hint: hint === undefined ? left : `${hint} ${left}`,
    cause: end,
  });
}

function ended(error: unknown): unknown {
  if (!(error instanceof Stop)) return error;
  return error.reason === 'cancelled'
    ? new BotError('cancelled', 'Cancelled; what was made so far is removed')
    : new BotError('failed', 'The deadline passed; what was made so far is removed');
}

/** A person must find out first what came of it. */
export function isUndecided(error: unknown): boolean {
  return error instanceof BotError && error.code === 'undecided';
}

/** Somebody else goes on with it, whatever this was refused meanwhile; or a person must find out first. */
export function goesOn(error: unknown, { reason }: AbortSignal): boolean {
  return onlyStopsFollowing(error) || onlyStopsFollowing(reason) || isUndecided(error);
}
