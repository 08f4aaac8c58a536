import { existsSync, readFileSync } from 'node:fs';

/** Of the thread that reads it. */
const statistics = '/proc/thread-self/schedstat';
const isTold = existsSync(statistics);

/**
 * Milliseconds for which this thread was ready to work so far and the machine ran something else. The kernel counts them
 * to the nanosecond, the second figure of three: https://docs.kernel.org/scheduler/sched-stats.html. Always 0 where it
 * does not tell, as on macOS.
 */
export function waitedMs(): number {
  if (!isTold) return 0;
  return Number(readFileSync(statistics, 'latin1').split(' ')[1]) / 1e6;
}

/**
 * Milliseconds that one act of this thread takes, less those for which others had its processor. What it waits for by
 * itself is in them, and so is its collector of garbage.
 */
export async function ownTime(act: () => unknown): Promise<number> {
  // Around both looks, so that nothing is taken off that was not counted.
  const began = performance.now();
  const waited = waitedMs();
  await act();
  const others = waitedMs() - waited;
  return performance.now() - began - others;
}
