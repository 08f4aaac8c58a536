import { randomBytes } from 'node:crypto';
import { chmod, chown, readdir, readFile, rename, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BotError } from '../../src/errors.ts';
import { exec } from '../../src/exec.ts';
import { ROLE } from './client.ts';
import { isRoot } from './data-directory.ts';
import type { Server } from './server.ts';
import { botUser } from './server-user.ts';
import { makeWhole } from './sibling.ts';
import { startFailure } from './start-failure.ts';
import { ifThere } from './system-error.ts';

/** The major version of the pinned package; a cluster of another one is never touched. */
const MAJOR = '18';

/**
 * Makes the cluster where there is none, once however many processes start together, and refuses one that
 * this PostgreSQL cannot read (`conflict`).
 */
export async function ensureCluster(
  server: Server,
  bin: string,
  signal: AbortSignal,
): Promise<void> {
  const { cluster } = server.places;
  if (!(await hasCluster(cluster))) {
    await makeWhole(cluster, (fresh) => initialise({ server, bin, fresh, signal }));
  }
  const version = (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim();
  if (version === MAJOR) return;
  throw new BotError('conflict', `${cluster} holds data of PostgreSQL ${version}, not ${MAJOR}`, {
    hint: `Nothing was changed. With the version of the bot that wrote it: npm start -- store export FILE. Then move ${cluster} away, and with this one: npm start -- store import FILE. Or set NAKHODA_DATA to another directory.`,
  });
}

async function hasCluster(cluster: string): Promise<boolean> {
  if (await ifThere(stat(join(cluster, 'PG_VERSION')))) return true;
  const names = (await ifThere(readdir(cluster))) ?? [];
  if (names.length === 0) {
    // An empty one may have been made beforehand.
    await rmdir(cluster).catch(() => {});
    return false;
  }
  throw new BotError('conflict', `${cluster} is not empty and not PostgreSQL's`, {
    hint: 'Nothing was changed. Move it away, or set NAKHODA_DATA to another directory.',
  });
}

interface Initialisation {
  readonly server: Server;
  readonly bin: string;
  readonly fresh: string;
  readonly signal: AbortSignal;
}

/** https://www.postgresql.org/docs/18/app-initdb.html; names sort by code point, whatever the system's locale. */
async function initialise({ server, bin, fresh, signal }: Initialisation): Promise<void> {
  await chown(fresh, server.user.uid, server.user.gid);
  const args = [
    ...[`--pgdata=${fresh}`, `--username=${ROLE}`, '--encoding=UTF8', '--locale=C'],
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'],
    // Never read: the server is given its own access rules.
    ...['--auth-local=reject', '--auth-host=reject'],
  ];
  const result = await exec(join(bin, 'initdb'), args, {
    signal,
    timeoutMs: 120_000,
    ...(isRoot && { user: server.user }),
    cwd: server.places.root,
    env: { HOME: '/', TZ: 'UTC' },
  }).catch(async (error: unknown) => {
    throw await startFailure(server, String(error), error);
  });
  if (result.exitCode !== 0) throw await startFailure(server, result.stderr);
}

/**
 * Who may connect: the bot's own system user, as the socket itself tells it, as the one role.
 * https://www.postgresql.org/docs/18/auth-peer.html
 */
export async function writeAccessRules({ places }: Server): Promise<void> {
  const name = `"${botUser().name.replaceAll('"', '""')}"`;
  await writeWhole(places.access, `local all ${ROLE} peer map=bot\n`);
  await writeWhole(places.users, `bot ${name} ${ROLE}\n`);
}

async function writeWhole(path: string, text: string): Promise<void> {
  if ((await ifThere(readFile(path, 'utf8'))) === text) return;
  const fresh = `${path}.new-${randomBytes(6).toString('hex')}`;
  await writeFile(fresh, text, { flush: true });
  // Whatever our umask is: the server's own user reads it.
  await chmod(fresh, 0o644);
  await rename(fresh, path);
}
