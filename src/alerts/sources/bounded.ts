import pLimit from 'p-limit';
import { BotError } from '../../errors.ts';
import { unlessAborted } from '../../flow/wait.ts';
import type { Source } from '../source.ts';

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

/** Sites that are asked one thing at the same time: whoever takes over a hundred sites asks all of them at once. */
const SITES_AT_ONCE = 8;

/** The same source, a few sites at a time. Each has its own places: what hangs in one holds up no other. */
export function aFewAtOnce(source: Source): Source {
  const limit = pLimit(SITES_AT_ONCE);
  return { ...source, read: (ask) => limit(() => source.read(ask)) };
}
