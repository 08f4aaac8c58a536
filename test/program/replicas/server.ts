import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../../adapters/postgres/index.ts';
import { places } from '../../../adapters/postgres/places.ts';
import { silent } from '../../../src/log.ts';
import { socketUrl } from '../../store/database.ts';

/** A PostgreSQL of a test's own, which it may stop: the other suites share one. */
export interface OwnServer {
  readonly directory: string;
  readonly url: string;
  open(): Promise<Database>;
  /** Stopped as an administrator would, and started again. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function ownServer(): Promise<OwnServer> {
  const directory = await mkdtemp(join(tmpdir(), 'nakhoda-replicas-'));
  await chmod(directory, 0o755);
  const { signal } = new AbortController();
  const options = { dataDirectory: directory, log: silent, signal };
  // A member of the embedded server starts it again whenever it is gone.
  const keeper = await openDatabase(options);
  const { socket, cluster } = places(directory);
  const url = socketUrl(socket);
  const opened: Database[] = [];
  return {
    directory,
    url,
    async open() {
      const database = await openDatabase({ ...options, url });
      opened.push(database);
      return database;
    },
    async restart() {
      const [pid] = (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
      process.kill(Number(pid), 'SIGINT');
    },
    async close() {
      await Promise.all(opened.map((database) => database.close()));
      await keeper.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
