import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';

export const root = join(import.meta.dirname, '../..');

/** The paths of every file in git, whoever the checkout belongs to. */
export function filesInGit(): readonly string[] {
  const { stdout } = execaSync('git', ['-c', 'safe.directory=*', 'ls-files', '-z'], { cwd: root });
  return stdout.split('\0').filter((path) => path !== '');
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
