import { BotError } from '../../errors.ts';
import { unlessAborted } from '../../wait.ts';

interface Bound {
  readonly signal: AbortSignal;
  readonly ms: number;
}

/** What one thing answers in that time; nothing where it does not, so that it holds up no other. A bug is thrown. */
export async function within<T>(
  { signal, ms }: Bound,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const limit = limited({ signal, ms });
  try {
    return await unlessAborted(ask(limit), limit);
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted || error instanceof BotError) return undefined;
    throw error;
  }
}

/** The signal, or the end of that time. */
export function limited({ signal, ms }: Bound): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(ms)]);
}
