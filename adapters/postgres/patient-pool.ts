import type pg from 'pg';

/**
 * Milliseconds that one question may take, as the server counts them and as we do: a server that hangs as a whole
 * ends nothing. https://www.postgresql.org/docs/18/runtime-config-client.html
 */
export interface Limits {
  readonly questionMs: number;
  readonly silenceMs: number;
}

export const limits: Limits = { questionMs: 30_000, silenceMs: 40_000 };

/** What a pool's connections are opened with, besides where to. */
export function limitSettings({ questionMs, silenceMs }: Limits): pg.PoolConfig {
  return {
    statement_timeout: questionMs,
    lock_timeout: questionMs,
    idle_in_transaction_session_timeout: questionMs,
    query_timeout: silenceMs,
  };
}

/**
 * The pool as Kysely uses it, but a connection whose question was given up is never used again: its answer may still
 * come, and what is asked after it would wait behind it.
 */
export function discarding(pool: pg.Pool): pg.Pool {
  const connect = async () => {
    const client = await pool.connect();
    let broken: Error | undefined;
    const query = async (text: string, values: unknown[]) => {
      if (broken) throw broken;
      return client.query({ text, values, name: planOf(text) }).catch((error: Error) => {
        if (error.message === 'Query read timeout') broken = error;
        throw error;
      });
    };
    return { query, release: () => client.release(broken) } as unknown as pg.PoolClient;
  };
  return { connect, end: () => pool.end() } as unknown as pg.Pool;
}

/** The name under which the server keeps its plan; most questions have none. */
function planOf(text: string): string | undefined {
  return /^\/\* plan ([a-z-]+) \*\//.exec(text)?.[1];
}
