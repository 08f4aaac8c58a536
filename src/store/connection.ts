import type { Dialect } from 'kysely';

/** What the store needs of a PostgreSQL, embedded or not. */
export interface Connection {
  readonly dialect: Dialect;
  /** Calls back with every payload sent by NOTIFY on the channel; gives the way to stop. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  /**
   * Takes a session advisory lock that lives as long as this process keeps its connection: others see by it
   * that the process is alive. https://www.postgresql.org/docs/18/explicit-locking.html#ADVISORY-LOCKS
   */
  hold(key: bigint): Promise<unknown>;
  close(): Promise<void>;
}
