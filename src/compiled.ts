import { lstatSync, type Stats } from 'node:fs';
import { constants, enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { FAILED } = constants.compileCacheStatus;

/** Who can write there can change the packages too. */
const besidePackages = fileURLToPath(new URL('../node_modules/.cache/nakhoda', import.meta.url));

/** Where what was compiled may be kept, the best place first. */
export function placesFor(data: string | undefined): readonly string[] {
  return [besidePackages, ...(data !== undefined && isOwn(data) ? [join(data, 'compiled')] : [])];
}

/**
 * Has Node keep what it made of each file, for the next start: its types stripped, and compiled. The first place that
 * can be written to is taken; without one a start only takes longer. Files that were loaded before are left out.
 * https://nodejs.org/api/module.html#module-compile-cache
 */
export function keepCompiled(places: readonly string[]): void {
  for (const place of places) if (enableCompileCache(place).status !== FAILED) return;
}

/**
 * What is read from there is run: no other user may have a hand in it. Root, who may write beside the packages, needs no
 * second place, and leaves an empty data directory as it is.
 */
function isOwn(directory: string): boolean {
  const me = process.geteuid?.();
  const found = lookAt(directory);
  return me !== 0 && found?.isDirectory() === true && found.uid === me && !(found.mode & 0o022);
}

/** What is wrong with the directory, whoever makes it says. */
function lookAt(directory: string): Stats | undefined {
  try {
    return lstatSync(directory);
  } catch {
    return undefined;
  }
}
