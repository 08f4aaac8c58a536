import { chown, lstat, mkdir } from 'node:fs/promises';
import { BotError } from '../../src/errors.ts';
import { isRoot } from './data-directory.ts';
import type { ServerUser } from './server-user.ts';
import { hasCode } from './system-error.ts';

/**
 * Makes the socket's directory, mode 0700 and the server's own. In /tmp anybody could have made it first, so
 * one that is a link, another's, or open to others is refused with `invalid`.
 */
export async function makeSocketDirectory(path: string, user: ServerUser): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  const stats = await lstat(path);
  if (!stats.isDirectory()) throw refused(path, 'is not a directory');
  if ((stats.mode & 0o777) !== 0o700) throw refused(path, 'is open to other users');
  // Made by root a moment ago, by us or by another process that is starting.
  if (isRoot && stats.uid === 0) await chown(path, user.uid, user.gid);
  else if (stats.uid !== user.uid) throw refused(path, `does not belong to ${user.name}`);
}

function refused(path: string, why: string): BotError {
  return new BotError('invalid', `The database's socket directory ${path} ${why}`, {
    hint: 'Remove it if nothing uses it, then start again.',
  });
}
