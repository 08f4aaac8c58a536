import { chmod, mkdir } from 'node:fs/promises';
import { BotError } from '../../src/errors.ts';
import { checkOwn, isRoot, makeDataDirectory } from './data-directory.ts';
import { type Places, places } from './places.ts';
import { findServerUser, type ServerUser } from './server-user.ts';
import { makeSocketDirectory } from './socket-directory.ts';
import { hasCode } from './system-error.ts';

/** One embedded server: where its things stand and whom it runs as. It need not be running. */
export interface Server {
  readonly places: Places;
  readonly user: ServerUser;
}

/**
 * Makes and checks the directories around an embedded server, so that what answers on its socket can be
 * trusted. Throws `invalid` or `unsupported`.
 */
export async function findServer(dataDirectory: string): Promise<Server> {
  const directory = await makeDataDirectory(dataDirectory);
  // initdb hands its own path to a shell, between double quotes.
  if (/["$`\\\n]/.test(directory)) {
    throw new BotError('invalid', `PostgreSQL cannot live in ${JSON.stringify(directory)}`, {
      hint: 'Set NAKHODA_DATA to a path without quotes, $, ` and backslashes.',
    });
  }
  const found = places(directory);
  const mode = isRoot ? 0o711 : 0o700;
  try {
    await mkdir(found.root, { mode });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  await checkOwn(found.root);
  // Whatever the umask was.
  await chmod(found.root, mode);
  const user = await findServerUser(found.cluster);
  await makeSocketDirectory(found.socket, user);
  return { places: found, user };
}
