import type { Log } from '../../src/log.ts';
import { socketTarget } from './client.ts';
import { createDatabase, type Database } from './database.ts';
import { join } from './join.ts';
import { leave } from './membership.ts';
import type { Limits } from './patient-pool.ts';
import { findServer } from './server.ts';
import { keepSession } from './session.ts';
import { openUrl } from './url.ts';

export { defaultDataDirectory, makeDataDirectory } from './data-directory.ts';
export type { Database } from './database.ts';
export { probeUrl } from './probe.ts';

export interface DatabaseOptions {
  /** A PostgreSQL server of your own; the embedded one runs when absent. */
  readonly url?: string | undefined;
  /** Where the embedded server keeps its data; made where it is missing. */
  readonly dataDirectory: string;
  readonly log: Log;
  /** Gives up the opening; it does nothing afterwards. */
  readonly signal: AbortSignal;
  /** How long one question may take. */
  readonly limits?: Limits | undefined;
}

/**
 * Opens the store: at `url`, or as a member of the embedded server, which is started where it does not run.
 * Throws BotError: `unreachable`, `failed`, `conflict`, `unsupported`, `invalid`, `timeout`.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  options.signal.throwIfAborted();
  return options.url === undefined ? openEmbedded(options) : openOwn(options.url, options);
}

async function openOwn(url: string, { log, signal, limits }: DatabaseOptions): Promise<Database> {
  const { target, where } = await openUrl(url, signal);
  return createDatabase({ kind: 'url', target, where, log, limits, leave: async () => {} });
}

async function openEmbedded({
  dataDirectory,
  log,
  signal,
  limits,
}: DatabaseOptions): Promise<Database> {
  const server = await findServer(dataDirectory);
  // The caller's signal is for the first time only.
  const first = await join(server, { log, signal });
  const membership = keepSession(first, {
    name: 'membership',
    open: (closing) => join(server, { log, signal: closing }),
    log,
  });
  return createDatabase({
    kind: 'embedded',
    target: socketTarget(server.places.socket),
    where: server.places.cluster,
    log,
    limits,
    leave: () =>
      membership.close(async (client) => {
        if (!(await leave(client, server))) log.warn({}, 'the embedded PostgreSQL did not stop');
      }),
  });
}
