import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, open, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
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
  const files = await makeDirectories(from, to);
  const limit = pLimit(16);
  const copies = files
    .filter((file) => wanted(basename(file)))
    .map((file) => limit(() => copy(join(from, file), join(to, file))));
  // After a failure too, none may still write when the caller cleans up.
  for (const result of await Promise.allSettled(copies)) {
    if (result.status === 'rejected') throw result.reason;
  }
}

/** Makes the same directories; gives the plain files in them, relative to `from`. */
async function makeDirectories(from: string, to: string, path = '.'): Promise<string[]> {
  await mkdir(join(to, path), { recursive: true });
  await chmod(join(to, path), 0o755);
  const files: string[] = [];
  for (const entry of await readdir(join(from, path), { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) files.push(...(await makeDirectories(from, to, inner)));
    else if (entry.isFile()) files.push(inner);
  }
  return files;
}

async function copy(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  await chmod(to, dirname(to).endsWith('/bin') ? 0o755 : 0o644);
  const file = await open(to, 'r');
  await file.sync().finally(() => file.close());
}
