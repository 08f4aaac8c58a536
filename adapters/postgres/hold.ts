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

  async function openHolding(key: bigint): Promise<pg.Client> {
    const client = await open();
    try {
      await client.query('select pg_advisory_lock($1)', [String(key)]);
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
  }

  return {
    async hold(key, onChange = () => {}) {
      const session = keepSession(await openHolding(key), {
        name: 'hold',
        open: () => openHolding(key),
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
      await Promise.all([...sessions].map((session) => session.close()));
    },
  };
}
