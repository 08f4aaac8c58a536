import { copyFile, type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface NewFile {
  readonly path: string;
  readonly text: string;
  /** The rights it may have at most: one that had fewer keeps those. */
  readonly mode: number;
  /** The one that is there now stays beside it, as `.bak`. */
  readonly keepOld?: boolean | undefined;
}

/**
 * Writes files so that each is always whole, the old or the new one: all are on the disk under other names
 * before the first takes its place. An owner stays the owner.
 */
export async function writeFiles(files: readonly NewFile[]): Promise<void> {
  const ready: { readonly fresh: string; readonly target: string; readonly file: NewFile }[] = [];
  try {
    for (const file of files) {
      const target = await realpath(file.path).catch(() => file.path);
      const fresh = `${target}.new-${process.pid}`;
      ready.push({ fresh, target, file });
      await writeFresh(fresh, target, file);
    }
    for (const { target, file } of ready) if (file.keepOld) await keepOld(target);
    for (const { fresh, target } of ready) {
      await rename(fresh, target);
      await sync(dirname(target));
    }
  } finally {
    for (const { fresh } of ready) await rm(fresh, { force: true });
  }
}

async function writeFresh(fresh: string, target: string, { text, mode }: NewFile): Promise<void> {
  await rm(fresh, { force: true });
  const handle = await open(fresh, 'wx', mode);
  await using(handle, async () => {
    const old = await stat(target).catch(() => undefined);
    if (old && process.geteuid?.() === 0) await handle.chown(old.uid, old.gid);
    // Whatever the umask took.
    await handle.chmod(old ? old.mode & mode : mode);
    await handle.writeFile(text);
    await handle.sync();
  });
}

async function keepOld(target: string): Promise<void> {
  const old = await stat(target).catch(() => undefined);
  if (!old) return;
  await copyFile(target, `${target}.bak.new`);
  await sync(`${target}.bak.new`);
  await rename(`${target}.bak.new`, `${target}.bak`);
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await using(handle, () => handle.sync());
}

function using(handle: FileHandle, work: () => Promise<void>): Promise<void> {
  return work().finally(() => handle.close());
}
