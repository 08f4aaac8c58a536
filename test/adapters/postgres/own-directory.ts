import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../../../adapters/postgres/index.ts';
import { places } from '../../../adapters/postgres/places.ts';
import { readLock } from '../../../adapters/postgres/postmaster.ts';
import { silent } from '../../../src/log.ts';

const cleanups: (() => Promise<void>)[] = [];

/** A directory that the server's user reaches too, removed with {@link removeDirectories}. */
export async function passableDirectory(): Promise<string> {
  const path = await realpath(await mkdtemp('/tmp/nakhoda-pg-'));
  await chmod(path, 0o755);
  cleanups.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** A data directory of a test's own, not there yet; its server is stopped before it is removed. */
export async function ownDirectory(): Promise<string> {
  const data = join(await passableDirectory(), 'data');
  cleanups.push(async () => {
    if (await serverPid(data)) await (await openOwn(data)).close();
  });
  return data;
}

export async function removeDirectories(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

export function openOwn(dataDirectory: string) {
  return openDatabase({ dataDirectory, log: silent, signal: new AbortController().signal });
}

/** The process id in the cluster's start lock; undefined when no server runs. */
export async function serverPid(dataDirectory: string): Promise<number | undefined> {
  return (await readLock(places(dataDirectory).cluster))?.pid;
}
