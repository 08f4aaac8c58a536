import { BotError } from '../../../../src/errors.ts';
import { stopsWork } from '../../../../src/operation.ts';

/** What a person or a deadline stopped, as its own end; every other error as it is. */
export function asStopped(error: unknown, signal: AbortSignal): unknown {
  if (!stopsWork(signal.reason) || error !== signal.reason) return error;
  return signal.reason.reason === 'cancelled'
    ? new BotError('cancelled', 'Cancelled before it was done; nothing of it is left')
    : new BotError('failed', 'The deadline passed before it was done; nothing of it is left');
}
