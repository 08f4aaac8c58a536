import type pg from 'pg';
import { BotError } from '../../src/errors.ts';
import { connect, socketTarget } from './client.ts';
import { stopServer } from './postmaster.ts';
import type { Server } from './server.ts';
import { hasCode } from './system-error.ts';

/** The advisory lock every member of an embedded server holds shared: "nakhod" in ASCII. */
export const MEMBERS = 0x6e616b686f64;

/**
 * Why one could not become a member right now. absent: nothing listens. starting: the server repairs itself,
 * or goes down. leaving: its last member is about to stop it.
 */
export type NotNow = 'absent' | 'starting' | 'leaving';

/** Connects and takes the members' lock. What time will not mend is thrown. */
export async function enter({ places }: Server): Promise<pg.Client | NotNow> {
  let client: pg.Client | undefined;
  try {
    client = await connect(socketTarget(places.socket));
    const answer = await client.query('select pg_try_advisory_lock_shared($1) as member', [
      MEMBERS,
    ]);
    if (answer.rows[0].member === true) return client;
    await client.end();
    return 'leaving';
  } catch (error) {
    await client?.end().catch(() => {});
    return classify(error);
  }
}

/**
 * Gives up the lock and stops the server if nobody else holds it. A joiner that comes now does not get its
 * share and waits until the server has gone. False when the server should have stopped and did not.
 */
export async function leave(client: pg.Client, server: Server): Promise<boolean> {
  await client.query('select pg_advisory_unlock_shared($1)', [MEMBERS]);
  const answer = await client.query('select pg_try_advisory_lock($1) as alone', [MEMBERS]);
  const stopped = answer.rows[0].alone === true ? await stopServer(server) : true;
  await client.end().catch(() => {});
  return stopped;
}

/** https://www.postgresql.org/docs/18/errcodes-appendix.html */
function classify(error: unknown): NotNow {
  if (hasCode(error, 'ENOENT', 'ECONNREFUSED')) return 'absent';
  // cannot_connect_now; admin, crash and idle shutdown; too_many_connections.
  if (hasCode(error, '57P03', '57P01', '57P02', '53300', 'ECONNRESET', 'EPIPE', 'EAGAIN')) {
    return 'starting';
  }
  const message = error instanceof Error ? error.message : String(error);
  // The second where it was cut between the greeting and the first question.
  if (/^(?:Connection terminated|Client has encountered a connection error)/.test(message)) {
    return 'starting';
  }
  throw new BotError('failed', `The embedded PostgreSQL refuses the connection: ${message}`, {
    cause: error,
  });
}
