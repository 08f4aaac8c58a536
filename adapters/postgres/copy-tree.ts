import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';

/**
 * Copies directories and plain files into a directory that exists, readable by every user whatever the
 * umask, and on disk when done: a copy that a power cut emptied would pass for whole.
 */
export async function copyTree(
  from: string,
  to: string,
  wanted: (name: string) => boolean,
): Promise<void> {
  const limit = pLimit(16);
  const copies: Promise<void>[] = [];
  const walk = async (path: string) => {
    await mkdir(join(to, path), { recursive: true });
    await chmod(join(to, path), 0o755);
    for (const entry of await readdir(join(from, path), { withFileTypes: true })) {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) await walk(inner);
      else if (entry.isFile() && wanted(entry.name)) {
        copies.push(limit(() => copy(join(from, inner), join(to, inner))));
      }
    }
  };
  try {
    await walk('.');
  } finally {
    // None may still write when the caller cleans up.
    await Promise.allSettled(copies);
  }
  await Promise.all(copies);
}

async function copy(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  await chmod(to, dirname(to).endsWith('/bin') ? 0o755 : 0o644);
  const file = await open(to, 'r');
  await file.sync().finally(() => file.close());
}
