import { chmod, lstat, mkdir, readdir, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { BotError } from '../../src/errors.ts';

export const isRoot = process.geteuid?.() === 0;

/**
 * Where the bot keeps what is its own: `NAKHODA_DATA`, else `/var/lib/nakhoda` for root, else the user's data
 * directory (https://specifications.freedesktop.org/basedir-spec/latest/).
 */
export function defaultDataDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const { NAKHODA_DATA: chosen, XDG_DATA_HOME: xdg } = env;
  if (chosen) return resolve(chosen);
  if (isRoot) return '/var/lib/nakhoda';
  if (process.platform === 'darwin') return join(homedir(), 'Library/Application Support/nakhoda');
  // The specification says to ignore a relative path.
  return join(xdg?.startsWith('/') ? xdg : join(homedir(), '.local/share'), 'nakhoda');
}

/**
 * Makes the data directory where it is missing and gives its real path. Root's lets other users pass through
 * (0711), because PostgreSQL refuses to run as root. Throws `invalid` for a directory that is not the bot's own.
 */
export async function makeDataDirectory(directory: string): Promise<string> {
  const wanted = resolve(directory);
  const mode = isRoot ? 0o711 : 0o700;
  try {
    await makeAll(wanted, mode);
    const real = await realpath(wanted);
    await checkOwn(real);
    if (isRoot) await openForPassing(real);
    return real;
  } catch (error) {
    throw asBotError(error, wanted);
  }
}

/** Throws `invalid` unless `path` is a directory of the bot's own user that nobody else can write to. */
export async function checkOwn(path: string): Promise<void> {
  const stats = await lstat(path);
  if (!stats.isDirectory()) throw refused(path, 'is not a directory');
  if (stats.uid !== process.geteuid?.()) throw refused(path, 'belongs to another user');
  if (stats.mode & 0o002) throw refused(path, 'can be written to by every user');
}

/** The nearest parent, or the directory itself, that a user with these ids cannot pass through. */
export async function findBarrier(
  path: string,
  user: { readonly uid: number; readonly gid: number },
): Promise<string | undefined> {
  const stats = await lstat(path);
  const shift = stats.uid === user.uid ? 6 : stats.gid === user.gid ? 3 : 0;
  const above = path === '/' ? undefined : await findBarrier(dirname(path), user);
  return above ?? ((stats.mode >> shift) & 1 ? undefined : path);
}

async function makeAll(directory: string, mode: number): Promise<void> {
  const first = await mkdir(directory, { recursive: true, mode });
  if (first === undefined) return;
  // The umask may have taken from the mode.
  for (let made = directory; made.length >= first.length; made = dirname(made)) {
    await chmod(made, mode);
  }
}

/** A directory that was given empty, or that we have used before, is ours to shape; any other is not. */
async function openForPassing(directory: string): Promise<void> {
  const { mode } = await lstat(directory);
  if ((mode & 0o011) === 0o011) return;
  const names = await readdir(directory);
  if (names.length > 0 && !names.includes('postgres')) {
    throw new BotError('invalid', `PostgreSQL's own user cannot pass through ${directory}`, {
      hint: `Run: chmod a+x '${directory}' — or set NAKHODA_DATA to another directory.`,
    });
  }
  await chmod(directory, (mode & 0o7777) | 0o011);
}

function refused(path: string, why: string): BotError {
  return new BotError('invalid', `${path} ${why}`, {
    hint: 'Set NAKHODA_DATA to a directory that belongs to the user the bot runs as.',
  });
}

function asBotError(error: unknown, path: string): unknown {
  if (error instanceof BotError || !(error instanceof Error)) return error;
  return new BotError('invalid', `The data directory ${path} cannot be used: ${error.message}`, {
    hint: 'Set NAKHODA_DATA to a directory the bot may write to.',
    cause: error,
  });
}
