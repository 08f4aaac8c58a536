import pg from 'pg';
import { PORT } from './places.ts';

/** The role of the embedded server that every process of the bot is. */
export const ROLE = 'nakhoda';
/** Every cluster has it; the members' lock belongs to this one database. */
const DATABASE = 'postgres';

/** Settings that the pool and each connection of its own share. */
export type Target = pg.ClientConfig;

export function urlTarget(url: string): Target {
  return { ...shared, connectionString: url };
}

export function socketTarget(directory: string): Target {
  return { ...shared, host: directory, port: PORT, user: ROLE, database: DATABASE, ssl: false };
}

/** Connects a client that does not end the process when its connection is lost; it emits `end` then. */
export async function connect(target: Target): Promise<pg.Client> {
  const client = new pg.Client(target);
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

/** A bigint that a number cannot hold exactly is a bug in what asked for it. */
function parseBigint(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is beyond the safe integers`);
  return value;
}

const shared = {
  application_name: 'nakhoda',
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  connectionTimeoutMillis: 10_000,
  types: {
    getTypeParser: (oid: number, format?: 'text' | 'binary') =>
      oid === pg.types.builtins.INT8 && format !== 'binary'
        ? parseBigint
        : pg.types.getTypeParser(oid, format),
  },
} satisfies pg.ClientConfig;
