import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Log } from '../../src/log.ts';
import { connect, type Target } from './client.ts';
import { type CopySession, openCopySession } from './copy-session.ts';
import { createHolder } from './hold.ts';
import { createListener, type OnPayload } from './listen.ts';
import { discarding, type Limits, limitSettings, limits } from './patient-pool.ts';
import { serverAddresses } from './server-addresses.ts';

/** The store's connection: `int8` comes as a number, `timestamptz` as a Date. */
export interface Database {
  readonly kind: 'embedded' | 'url';
  readonly pool: pg.Pool;
  /** For Kysely; it uses {@link pool}. */
  readonly dialect: PostgresDialect;
  /**
   * Calls back for every NOTIFY on the channel; gives what ends it. It listens again by itself after a lost
   * connection; what was sent in between is lost.
   */
  listen(channel: string, onPayload: OnPayload): Promise<() => Promise<void>>;
  /**
   * Waits for a session's advisory lock on a connection of its own and keeps it until the release it gives, or
   * {@link close}. A lost connection loses the lock and takes it anew; `onChange` is told of both.
   */
  hold(key: bigint, onChange?: (held: boolean) => void): Promise<() => Promise<void>>;
  /** A connection of its own, without the limits of time that every other question has. */
  session(): Promise<CopySession>;
  /** Of a server of the user's, as seen from here and by itself; empty for a socket of this machine. */
  addresses?(): Promise<readonly string[]>;
  /** Where it is, without a password. */
  readonly where: string;
  /** Ends all connections. The last process to leave an embedded server stops it. Safe to call twice. */
  close(): Promise<void>;
}

export interface DatabaseParts {
  readonly kind: Database['kind'];
  readonly target: Target;
  readonly where: string;
  readonly log: Log;
  readonly limits?: Limits | undefined;
  /** Done last, when this process has no other connection. */
  leave(): Promise<void>;
}

/** A query that hangs must not keep the process; the server ends it with its connection. */
const DRAIN_MS = 5_000;

export function createDatabase(parts: DatabaseParts): Database {
  const { kind, target, where, log, leave } = parts;
  const patience = limitSettings(parts.limits ?? limits);
  const pool = new pg.Pool({ ...target, ...patience, max: 10, idleTimeoutMillis: 60_000 });
  const lost = (error: Error) => log.warn({ error: String(error) }, 'database connection lost');
  // An error without a listener would end the process. The pool hears only its idle connections; one that is cut
  // between two questions of a transaction has no other listener.
  pool.on('connect', (client) => client.on('error', lost));
  pool.on('error', () => {
    // Said by the connection itself.
  });
  const open = () => connect(target);
  const listener = createListener(open, log);
  const holder = createHolder(open, log);

  async function close(): Promise<void> {
    await listener.close();
    await holder.close();
    // Kysely may have ended it already.
    if (!pool.ending) await Promise.race([pool.end(), sleep(DRAIN_MS, undefined, { ref: false })]);
    await leave();
  }

  let closed: Promise<void> | undefined;
  return {
    kind,
    where,
    pool,
    dialect: new PostgresDialect({ pool: discarding(pool) }),
    session: async () => openCopySession(await open()),
    ...(kind === 'url' && { addresses: () => serverAddresses(open) }),
    listen: (channel, onPayload) => listener.listen(channel, onPayload),
    hold: (key, onChange) => holder.hold(key, onChange),
    close() {
      closed ??= close();
      return closed;
    },
  };
}
