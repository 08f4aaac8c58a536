import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { ROLE } from '../../adapters/postgres/client.ts';
import { type Database, openDatabase } from '../../adapters/postgres/index.ts';
import { PORT, places } from '../../adapters/postgres/places.ts';
import { silent } from '../../src/log.ts';

/** The embedded server's address for other processes, and for databases of their own in it. */
export function socketUrl(directory: string, database = 'postgres'): string {
  return `postgresql:///${database}?host=${encodeURIComponent(directory)}&port=${PORT}&user=${ROLE}`;
}

/** A fresh, empty database of a real PostgreSQL; other processes reach it by its address too. */
export interface TemporaryDatabase {
  readonly url: string;
  /** Opens it in this process; every one is closed by {@link dispose} at the latest. */
  open(): Promise<Database>;
  dispose(): Promise<void>;
}

/** One embedded server serves all suites of a run; each asks for a database of its own. */
export async function temporaryDatabase(): Promise<TemporaryDatabase> {
  const dataDirectory = inject('storeDirectory');
  const { signal } = new AbortController();
  const server = await openDatabase({ dataDirectory, log: silent, signal });
  const name = `test_${randomBytes(6).toString('hex')}`;
  await server.pool.query(`create database ${name}`);
  const url = socketUrl(places(dataDirectory).socket, name);
  const opened: Database[] = [];
  return {
    url,
    async open() {
      const database = await openDatabase({ url, dataDirectory, log: silent, signal });
      opened.push(database);
      return database;
    },
    async dispose() {
      await Promise.all(opened.map((database) => database.close()));
      await server.pool.query(`drop database ${name} with (force)`);
      await server.close();
    },
  };
}
