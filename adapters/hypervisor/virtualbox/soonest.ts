/**
 * Two VBoxManage that start at the same moment may disturb each other: one in some sixty then waits for ten seconds in
 * VirtualBox's own IPC before it answers (seen with 7.2.22). Milliseconds after which a question is asked once more.
 */
const STUCK = 2_000;

export interface Question<T> {
  ask(signal: AbortSignal): Promise<T>;
  /** Runs it once there is a place for one more. */
  queue(again: () => Promise<T>): Promise<T>;
}

/**
 * The first answer to a question, asked a second time where the first is late and there is a place; what is still
 * running is ended.
 */
export async function soonest<T>({ ask, queue }: Question<T>, signal: AbortSignal): Promise<T> {
  const over = new AbortController();
  const both = AbortSignal.any([signal, over.signal]);
  const asked = [ask(both)];
  try {
    const late = await Promise.race([asked[0]?.then(() => false), lateAfter(STUCK, both)]);
    if (late) asked.push(Promise.race([queue(() => ask(both)), stopped(both)]));
    return await Promise.race(asked);
  } finally {
    over.abort(new Error('another answer came first'));
    // The one that was ended tells nobody.
    await Promise.allSettled(asked);
  }
}

/** The place may be the one that the first holds: nobody waits for it longer than for the answer. */
function stopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function lateAfter(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), ms);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}
