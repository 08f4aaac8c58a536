import { chmod, copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { root } from '../house/files.ts';

export interface Clone {
  readonly directory: string;
  dispose(): Promise<void>;
}

/**
 * What a clone holds once all here is committed and its packages are installed: no configuration, no data, nothing
 * else that git ignores.
 */
export async function cleanClone(): Promise<Clone> {
  const directory = await mkdtemp(join(tmpdir(), 'nakhoda-clone-'));
  // The embedded server's own user must be able to reach its data.
  await chmod(directory, 0o755);
  const words = ['-c', 'safe.directory=*', 'ls-files', '-co', '--exclude-standard', '-z'];
  const { stdout } = await execa('git', words, { cwd: root });
  for (const path of stdout.split('\0').filter((name) => name !== '')) {
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
