import { BotError } from '../errors.ts';
import { unlessAborted } from '../flow/wait.ts';

/** One part of an answer: what was learnt, or why it could not be. */
export type Attempt<T> =
  | { readonly value: T; readonly why?: undefined }
  | { readonly value?: undefined; readonly why: string };

/** Whom it is asked for, and how long it may take. */
export interface Limits {
  readonly signal: AbortSignal;
  readonly limit: AbortSignal;
}

/**
 * Asks for one part so that its failure spoils no other. Only the person's own going away, and bugs, are
 * thrown on; a deadline in `limit` is a reason like others.
 */
export async function attempt<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  { signal, limit }: Limits,
): Promise<Attempt<T>> {
  const either = AbortSignal.any([signal, limit]);
  try {
    return { value: await unlessAborted(ask(either), either) };
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return { why: 'no answer in time' };
    if (error instanceof BotError) return { why: error.message };
    throw error;
  }
}
