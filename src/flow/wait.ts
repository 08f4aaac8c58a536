import { setTimeout as sleep } from 'node:timers/promises';

/** What everybody is shown while somebody else's work holds a machine at its hypervisor. */
export function waitingNote(holds: string): string {
  return `Waiting: ${holds}`;
}

/** Waits so many milliseconds; rejects with the signal's own reason when that comes first. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/**
 * The promise's outcome, or the signal's reason when that comes first. The work itself goes on; how it ends then
 * is told to nobody.
 */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
    if (signal.aborted) stop();
  });
}
