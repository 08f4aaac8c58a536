import { BotError } from '../../src/errors.ts';

/** The refusal that a call ends with; anything else fails the test. */
export function refusal(call: () => unknown): BotError {
  try {
    call();
  } catch (error) {
    if (error instanceof BotError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}
