import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Log } from '../../src/log.ts';

export interface SessionOptions {
  /** What it is for, in the log. */
  readonly name: string;
  /** Connects and does what makes the connection useful: LISTEN, a lock. */
  open(signal: AbortSignal): Promise<pg.Client>;
  readonly log: Log;
  /** Told of every loss and every return, not of the closing. */
  onChange?(connected: boolean): void;
}

/** One dedicated connection that is opened anew, with growing pauses, whenever it is lost. */
export interface Session {
  /** Absent while it is lost. */
  client(): pg.Client | undefined;
  /** Ends it for good; `farewell` gets the connection, where there is one. */
  close(farewell?: (client: pg.Client) => Promise<void>): Promise<void>;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

/** Keeps what was opened the first time; later failures are logged and tried again. */
export function keepSession(first: pg.Client, options: SessionOptions): Session {
  const closing = new AbortController();
  let current: pg.Client | undefined;
  let reopening: Promise<void> | undefined;

  function use(client: pg.Client): void {
    current = client;
    client.once('end', () => {
      if (current === client) current = undefined;
      if (closing.signal.aborted) return;
      options.log.warn({ session: options.name }, 'database connection lost');
      options.onChange?.(false);
      reopening = reopen().catch(() => {});
    });
  }

  async function reopen(): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      await sleep(pause, undefined, { signal: closing.signal });
      try {
        use(await options.open(closing.signal));
        options.onChange?.(true);
        return;
      } catch (error) {
        options.log.warn({ session: options.name, error: String(error) }, 'database unreachable');
      }
    }
  }

  use(first);
  return {
    client: () => current,
    async close(farewell = (client) => client.end()) {
      closing.abort();
      await reopening;
      if (current) await farewell(current).catch(() => {});
    },
  };
}
