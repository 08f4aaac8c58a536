import type { Readable, Writable } from 'node:stream';
import type { Dialect } from 'kysely';

/** What the store needs of a PostgreSQL, embedded or not. */
export interface Connection {
  /**
   * Each connection keeps the plan of a question that begins with `/* plan NAME`, and closes this comment: it is parsed
   * and planned once. One name is for one text.
   */
  readonly dialect: Dialect;
  /** `embedded`: the bot's own server; `url`: one of the user's. */
  readonly kind: 'embedded' | 'url';
  /** Where it is, without a password. */
  readonly where: string;
  /** Calls back with every payload sent by NOTIFY on the channel; gives the way to stop. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  /**
   * Waits for a session advisory lock that lives as long as this process keeps its connection: others see by it
   * that the process is alive. Gives the way to let it go.
   * https://www.postgresql.org/docs/18/explicit-locking.html#ADVISORY-LOCKS
   */
  hold(key: bigint): Promise<() => Promise<void>>;
  /** One connection of its own, without the limits of time that other questions have. */
  session(): Promise<CopySession>;
  /** Of its server, as seen from here and by itself; empty for a socket of this machine. Absent for an embedded one. */
  addresses?(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** For what takes as long as it takes: migrations, exports, imports. A copy stands in the open transaction. */
export interface CopySession {
  readonly dialect: Dialect;
  /** Runs `copy … to stdout`; its rows as they come, each ended by a newline. */
  copyOut(statement: string): Readable;
  /** Runs `copy … from stdin`; it finishes when the server has taken every row. */
  copyIn(statement: string): Writable;
  close(): Promise<void>;
}
