import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * What is expensive to make is made once on a machine and kept in this user's cache, for all labs; its name says of what
 * it is made. Never changed once it is there. `make` fills a new directory.
 */
export async function prepared(
  name: string,
  make: (directory: string) => Promise<void>,
): Promise<string> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'nakhoda-lab');
  const directory = join(cache, name);
  if (existsSync(directory)) return directory;
  await mkdir(cache, { recursive: true, mode: 0o700 });
  const building = await mkdtemp(join(cache, 'building-'));
  try {
    await make(building);
    await publish(building, directory);
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return directory;
}

/** Another lab may have made the same meanwhile: the first stays. */
async function publish(building: string, directory: string): Promise<void> {
  try {
    await rename(building, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error;
  }
}
