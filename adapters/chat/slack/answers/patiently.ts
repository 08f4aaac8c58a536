import { setTimeout as sleep } from 'node:timers/promises';
import { BotError } from '../../../../src/errors.ts';

/** Milliseconds after which an answer has lost its worth, and a pause where Slack names none. */
const WORTH_MS = 60_000;
const PAUSE_MS = 1_000;

/**
 * Keeps the pause that Slack wants, and says it then: an answer stands in no outbox, so nobody else would. One message a
 * second and channel is little where many type: https://docs.slack.dev/apis/web-api/rate-limits
 */
export async function patiently<T>(say: () => Promise<T>): Promise<T> {
  const until = performance.now() + WORTH_MS;
  for (;;) {
    try {
      return await say();
    } catch (error) {
      const pauseMs = pauseOf(error);
      if (pauseMs === undefined || performance.now() + pauseMs > until) throw error;
      await sleep(pauseMs);
    }
  }
}

function pauseOf(error: unknown): number | undefined {
  if (!(error instanceof BotError) || error.code !== 'busy') return undefined;
  return error.retryAfterMs ?? PAUSE_MS;
}
