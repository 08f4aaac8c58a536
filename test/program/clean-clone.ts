import { chmod, copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { filesInGit, root } from '../house/files.ts';

export interface Clone {
  readonly directory: string;
  dispose(): Promise<void>;
}

/** What a clone of this checkout holds once its packages are installed: no configuration, no data. */
export async function cleanClone(): Promise<Clone> {
  const directory = await mkdtemp(join(tmpdir(), 'nakhoda-clone-'));
  // The embedded server's own user must be able to reach its data.
  await chmod(directory, 0o755);
  for (const path of filesInGit()) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await copyFile(join(root, path), join(directory, path)).catch(ignoreMissing);
  }
  await symlink(join(root, 'node_modules'), join(directory, 'node_modules'));
  return { directory, dispose: () => rm(directory, { recursive: true, force: true }) };
}

/** A file that was removed and not committed yet. */
function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
