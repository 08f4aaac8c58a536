import { readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { BotError } from '../../src/errors.ts';
import { isRoot } from './data-directory.ts';
import { ifThere } from './system-error.ts';

/** The system user a server runs under: the bot's own, or for root an unprivileged one. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root; these users exist on Debian, macOS and nearly everywhere. */
const candidates = ['postgres', '_postgres', 'nobody'];

/**
 * Chooses the server's user. A cluster that exists keeps the one it belongs to, so that a package installed
 * later changes nothing. Throws `unsupported` where PostgreSQL could not run.
 */
export async function findServerUser(clusterDirectory: string): Promise<ServerUser> {
  if (!isRoot) return botUser();
  const users = parsePasswd(await readFile('/etc/passwd', 'utf8'));
  const owner = await ifThere(stat(join(clusterDirectory, 'PG_VERSION')));
  const found = owner
    ? users.find((user) => user.uid === owner.uid && user.uid !== 0)
    : candidates.flatMap((name) => users.filter((user) => user.name === name && user.uid !== 0))[0];
  if (found) return found;
  throw new BotError(
    'unsupported',
    owner
      ? `${clusterDirectory} belongs to user id ${owner.uid}, as whom PostgreSQL cannot run`
      : `PostgreSQL does not run as root, and /etc/passwd names none of ${candidates.join(', ')}`,
    { hint: 'Add such a user, run the bot as an ordinary user, or set DATABASE_URL.' },
  );
}

/** The bot's own user. Throws `unsupported` where the system has no name for it (initdb needs one). */
export function botUser(): ServerUser {
  try {
    const { username, uid, gid } = userInfo();
    return { name: username, uid, gid };
  } catch (cause) {
    throw new BotError('unsupported', `User id ${process.geteuid?.()} has no name on this system`, {
      hint: 'PostgreSQL needs an entry in /etc/passwd for it. Add one, or set DATABASE_URL.',
      cause,
    });
  }
}

/** passwd(5): name, password, uid, gid, comment, home, shell. */
export function parsePasswd(text: string): ServerUser[] {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    if (!name || name.startsWith('#') || !uid || !gid) return [];
    // macOS writes nobody's ids as -2.
    return [{ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }];
  });
}
