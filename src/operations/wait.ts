import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds of rest that the signal ends early, with its own reason thrown. */
export async function rest(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
