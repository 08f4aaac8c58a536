/** No site has newer figures more often: Proxmox VE renews its own every 10 s (pvestatd, `$updatetime`). */
export const LEAST_MS = 10_000;
/** The longest between two questions, for a site that is slow or does not answer. */
export const MOST_MS = 300_000;
/** At most this share of the time is spent on being asked. */
const BUSY = 0.1;

/**
 * Milliseconds from an answer to the next question: a slow site is asked less often, and one that did not answer twice
 * as long after each time.
 */
export function pauseAfter({ answerMs, failures }: { answerMs: number; failures: number }): number {
  const calm = Math.max(LEAST_MS, answerMs / BUSY);
  return Math.min(MOST_MS, calm * 2 ** Math.min(failures, 10));
}
