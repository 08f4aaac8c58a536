import { BotError } from '../../errors.ts';
import type { Known } from './values.ts';

/** A failure is what is not known; a stop is thrown on. */
export async function known<T>(ask: () => Promise<T>): Promise<Known<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    if (error instanceof BotError && error.code !== 'cancelled') {
      return { why: error.message };
    }
    throw error;
  }
}
