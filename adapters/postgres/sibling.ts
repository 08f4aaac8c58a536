import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hasCode } from './system-error.ts';

let made = 0;

/**
 * Makes a directory so that others see it whole or not at all: `fill` gets a temporary one beside it, which is
 * renamed into place. Where another process was first, its result stands and ours is thrown away.
 */
export async function makeWhole(
  target: string,
  fill: (directory: string) => Promise<void>,
): Promise<void> {
  await removeLeftovers(target);
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

/** What a process that was killed at its work left behind. */
async function removeLeftovers(target: string): Promise<void> {
  const prefix = `${basename(target)}.new-`;
  for (const name of await readdir(dirname(target))) {
    if (!name.startsWith(prefix)) continue;
    const owner = Number.parseInt(name.slice(prefix.length), 10);
    if (isAlive(owner)) continue;
    await rm(join(dirname(target), name), { recursive: true, force: true });
  }
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
