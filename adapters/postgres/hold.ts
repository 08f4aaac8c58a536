import type pg from 'pg';
import type { Log } from '../../src/log.ts';
import { keepSession, type Session } from './session.ts';

/** Advisory locks that are kept, each on a connection of its own. */
export interface Holder {
  hold(key: bigint, onChange?: (held: boolean) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export function createHolder(open: () => Promise<pg.Client>, log: Log): Holder {
  const sessions = new Set<Session>();
  const closing = new AbortController();

  async function openHolding(key: bigint, signal: AbortSignal): Promise<pg.Client> {
    signal.throwIfAborted();
    const client = await open();
    // Ends a wait for somebody else's lock.
    const giveUp = () => void client.end().catch(() => {});
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      await client.query('select pg_advisory_lock($1)', [String(key)]);
      return client;
    } catch (error) {
      giveUp();
      throw error;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  return {
    async hold(key, onChange = () => {}) {
      const session = keepSession(await openHolding(key, closing.signal), {
        name: 'hold',
        open: (signal) => openHolding(key, signal),
        log,
        onChange,
      });
      sessions.add(session);
      return async () => {
        sessions.delete(session);
        await session.close();
      };
    },
    async close() {
      closing.abort();
      await Promise.all([...sessions].map((session) => session.close()));
    },
  };
}
