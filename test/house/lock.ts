import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './files.ts';

const file = join(root, 'package-lock.json');

interface Entry {
  readonly optional?: boolean;
  engines?: unknown;
}

/**
 * Optional packages that name the Node they want. npm leaves such a one out without a word when it runs on an
 * older Node itself, though ours is the one that will load it: vitest would have no native part then.
 * https://github.com/npm/cli/blob/v9.9.4/workspaces/arborist/lib/arborist/reify.js#L628-L642
 */
export function pickyPackages(lock = readLock()): readonly string[] {
  return Object.entries(lock.packages)
    .filter(([, { optional, engines }]) => optional === true && engines !== undefined)
    .map(([path]) => path);
}

function readLock(): { readonly packages: Readonly<Record<string, Entry>> } {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Takes what they want out of the lock file, where npm reads it; the packages stay the same. */
function relax(): void {
  const lock = readLock();
  for (const path of pickyPackages(lock)) delete lock.packages[path]?.engines;
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) relax();
