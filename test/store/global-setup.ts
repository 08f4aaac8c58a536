import { lstat, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../adapters/postgres/index.ts';
import { silent } from '../../src/log.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The data directory of the one server that a run's suites share; it starts with the first of them. */
    storeDirectory: string;
  }
}

const PREFIX = 'nakhoda-test-';

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers();
  const directory = join(tmpdir(), `${PREFIX}${process.pid}`);
  project.provide('storeDirectory', directory);
  return () => remove(directory);
}

/** Stops the server where a suite that failed left it running. */
async function remove(directory: string): Promise<void> {
  const cluster = await lstat(join(directory, 'postgres/data')).catch(() => undefined);
  if (cluster) {
    const { signal } = new AbortController();
    const database = await openDatabase({ dataDirectory: directory, log: silent, signal });
    await database.close();
  }
  await rm(directory, { recursive: true, force: true, maxRetries: 10 });
}

/** What runs that were killed left behind. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = /^nakhoda-test-(\d+)$/.exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    const directory = join(tmpdir(), name);
    if ((await lstat(directory)).uid === process.geteuid?.()) await remove(directory);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
