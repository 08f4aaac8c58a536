import type { Readable, Writable } from 'node:stream';
import { PostgresDialect } from 'kysely';
import type pg from 'pg';
import { from, to } from 'pg-copy-streams';

/** One connection of its own, whose questions may take as long as they need: it copies and rebuilds tables. */
export interface CopySession {
  /** For Kysely, on this one connection. */
  readonly dialect: PostgresDialect;
  /** Runs `copy … to stdout`; its rows as they come, each ended by a newline. */
  copyOut(statement: string): Readable;
  /** Runs `copy … from stdin`; it finishes when the server has taken every row. */
  copyIn(statement: string): Writable;
  close(): Promise<void>;
}

export async function openCopySession(client: pg.Client): Promise<CopySession> {
  // A role or a database may have limits of its own.
  await client.query('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0');
  // Everything on one connection: a copy stands in the transaction that Kysely began.
  const only = { query: client.query.bind(client), release() {} };
  const pool = { connect: async () => only as unknown as pg.PoolClient, end: async () => {} };
  return {
    dialect: new PostgresDialect({ pool: pool as unknown as pg.Pool }),
    copyOut: (statement) => client.query(to(statement)),
    copyIn: (statement) => client.query(from(statement)),
    close: () => client.end().catch(() => {}),
  };
}
