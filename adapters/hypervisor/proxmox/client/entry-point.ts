import { Pool } from 'undici';
import { connectorFor, type Trust } from './trust.ts';

/** One node that the cluster is reached through, with connections of its own. */
export interface EntryPoint {
  /** `https://pve1:8006` */
  readonly origin: string;
  /** Rejects with the signal's reason, with {@link NotSent}, or with undici's error where the way broke. */
  ask(request: Request): Promise<Reply>;
  close(): Promise<void>;
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
}

export interface Reply {
  readonly status: number;
  readonly reason: string;
  readonly body: string;
  /** Its clock, milliseconds since the epoch; to the second. */
  readonly date?: number | undefined;
}

/**
 * pveproxy closes a connection after 5 s without a call, and after its hundredth: ours are given up well before,
 * so that no act is written on one that is just being closed.
 */
const pace = { keepAliveTimeout: 2_000, keepAliveMaxTimeout: 2_000, maxRequestsPerClient: 90 };
/** Connections at once: pveproxy has 3 workers and lets 500 in. */
const CONNECTIONS = 16;
/** Bytes: 10,000 machines are about 6 MB. */
const LARGEST_ANSWER = 64 * 1024 * 1024;

export function createEntryPoint(origin: string, trust: Trust): EntryPoint {
  let opened: Promise<Pool> | undefined;
  const open = () => {
    opened ??= openPool(origin, trust).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    origin,
    async ask({ method, path, headers, body, signal }) {
      const pool = await open();
      const answer = await pool.request({
        method,
        path,
        headers,
        signal,
        ...(body !== undefined && { body }),
      });
      const said = answer.headers['date'];
      const date = typeof said === 'string' ? Date.parse(said) : Number.NaN;
      return {
        status: answer.statusCode,
        reason: answer.statusText,
        body: await answer.body.text(),
        ...(!Number.isNaN(date) && { date }),
      };
    },
    async close() {
      await (await opened)?.destroy();
    },
  };
}

async function openPool(origin: string, trust: Trust): Promise<Pool> {
  return new Pool(origin, {
    ...pace,
    connections: CONNECTIONS,
    connect: await connectorFor(trust),
    maxResponseSize: LARGEST_ANSWER,
    // Each call has its own deadline.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}
