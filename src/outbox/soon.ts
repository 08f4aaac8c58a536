import { BotError } from '../errors.ts';

/** Milliseconds for one call of a chat: one that hangs must keep nothing else waiting. */
const LIMIT_MS = 20_000;

/** Gives up waiting with `timeout`; the call may have reached the platform all the same. */
export function soon<T>(work: Promise<T>, limitMs = LIMIT_MS): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new BotError('timeout', 'The chat did not answer in time')),
      limitMs,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
