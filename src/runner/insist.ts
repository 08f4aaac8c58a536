import { setTimeout as sleep } from 'node:timers/promises';
import { BotError } from '../errors.ts';
import type { Log } from '../log.ts';

export interface Insisting {
  /** Aborted when this process leaves: whoever comes next has it then. */
  readonly leaving: AbortSignal;
  readonly log: Log;
}

/** Milliseconds between two tries. */
const AGAIN_MS = 500;

/** Asks the store until it answers. Throws whatever else goes wrong, and that it is away once we leave. */
export async function insist<T>(ask: () => Promise<T>, { leaving, log }: Insisting): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (leaving.aborted || !isAway(error)) throw error;
      log.warn({ err: error }, 'the store is asked again');
      await sleep(AGAIN_MS, undefined, { signal: leaving }).catch(() => {});
    }
  }
}

function isAway(error: unknown): boolean {
  return error instanceof BotError && error.code === 'unreachable';
}
