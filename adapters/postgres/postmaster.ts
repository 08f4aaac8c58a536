import { readFile, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exec } from '../../src/exec.ts';
import { socketPath } from './places.ts';
import type { Server } from './server.ts';
import { ifThere } from './system-error.ts';

/** `postmaster.pid`, PostgreSQL's own start lock and the state it is in. */
export interface Lock {
  readonly pid: number;
  readonly ready: boolean;
}

/** How long a server may take to write everything down and end. */
const STOP_MS = 60_000;
const POLL_MS = 5;

/** Lines 1 and 8: https://www.postgresql.org/docs/18/storage-file-layout.html and miscadmin.h. */
export async function readLock(cluster: string): Promise<Lock | undefined> {
  const text = await ifThere(readFile(join(cluster, 'postmaster.pid'), 'utf8'));
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  return { pid: Number.parseInt(lines[0] ?? '', 10), ready: lines[7]?.trim() === 'ready' };
}

/**
 * True when this process is the server of this cluster. After a restart of the machine or container the lock
 * may name a process of somebody else, which must neither be waited for nor be sent a signal.
 */
export async function isServer(pid: number, { places, user }: Server): Promise<boolean> {
  if (!Number.isSafeInteger(pid) || pid <= 1) return false;
  if (process.platform === 'linux') {
    const owner = await stat(`/proc/${pid}`).catch(() => undefined);
    if (owner?.uid !== user.uid) return false;
    const args = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return args.split('\0').includes(places.cluster);
  }
  const { stdout } = await exec('ps', ['-o', 'uid=,command=', '-p', String(pid)], {
    signal: AbortSignal.timeout(10_000),
    timeoutMs: 5_000,
  });
  // ps prints an id like -2 signed.
  return Number.parseInt(stdout, 10) >>> 0 === user.uid && stdout.includes(` ${places.cluster} `);
}

/** The server's fast shutdown, followed to its end; false when it still runs after a minute, or is not ours. */
export async function stopServer(server: Server): Promise<boolean> {
  const { cluster } = server.places;
  const lock = await readLock(cluster);
  if (!lock) return true;
  if (!(await isServer(lock.pid, server))) return false;
  process.kill(lock.pid, 'SIGINT');
  const deadline = Date.now() + STOP_MS;
  while ((await readLock(cluster))?.pid === lock.pid) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/**
 * Puts away locks that name a process which is not the server: PostgreSQL itself only looks whether any process
 * of the same user has that id, be it a dead one that nobody waited for. Its check of shared memory still
 * guards the data.
 */
export async function removeStaleLocks(server: Server): Promise<void> {
  const { cluster, socket } = server.places;
  await removeStale(join(cluster, 'postmaster.pid'), server);
  await removeStale(`${socketPath(socket)}.lock`, server);
}

async function removeStale(path: string, server: Server): Promise<void> {
  const text = await ifThere(readFile(path, 'utf8'));
  if (text === undefined || (await isServer(Number.parseInt(text, 10), server))) return;
  const aside = `${path}.stale-${process.pid}`;
  await ifThere(rename(path, aside));
  const moved = await ifThere(readFile(aside, 'utf8'));
  // Another process may have started a server in between: its lock goes back.
  if (moved !== undefined && moved !== text) await rename(aside, path);
  else await ifThere(unlink(aside));
}
