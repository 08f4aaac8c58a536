import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode, ifThere } from './system-error.ts';

let made = 0;

const POLL_MS = 20;
/** Then the work is done twice, which is only slower: the other process may be a stranger with that id. */
const PATIENCE_MS = 30_000;

/**
 * Makes a directory so that others see it whole or not at all: `fill` gets a temporary one beside it, which is
 * renamed into place. A process that is at it is waited for; where two are, the first one's result stands.
 */
export async function makeWhole(
  target: string,
  fill: (directory: string) => Promise<void>,
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while ((await isBeingMade(target)) && Date.now() < deadline) await sleep(POLL_MS);
  if (await ifThere(stat(target))) return;
  made += 1;
  const fresh = `${target}.new-${process.pid}-${made}`;
  try {
    await mkdir(fresh);
    await fill(fresh);
    await rename(fresh, target);
    await syncDirectory(dirname(target));
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  }
}

/** A program that the killed process had started may still write there for a while. */
const leftBehind = { recursive: true, force: true, maxRetries: 40, retryDelay: 50 } as const;

/** Looks for temporary ones, and removes what a process that was killed at its work left behind. */
async function isBeingMade(target: string): Promise<boolean> {
  const prefix = `${basename(target)}.new-`;
  let found = false;
  for (const name of await readdir(dirname(target))) {
    if (!name.startsWith(prefix)) continue;
    if (isAlive(Number.parseInt(name.slice(prefix.length), 10))) found = true;
    else await rm(join(dirname(target), name), leftBehind);
  }
  return found;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  await directory.sync().finally(() => directory.close());
}
