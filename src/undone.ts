import { BotError } from './errors.ts';
import { Stop } from './operation.ts';

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
