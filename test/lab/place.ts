import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { BotError } from '../../src/errors.ts';

/** Nobody else may write there, but PostgreSQL's own user must reach its data below. */
const passable = 0o755;

/** Where one lab lives; short, because unix sockets below it have 107 characters for their whole path. */
export function labDirectory(name: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(name)) {
    throw new BotError('usage', `"${name}" cannot name a lab`, {
      hint: 'Use up to 31 small letters, digits and dashes.',
    });
  }
  return join(labsDirectory(), name);
}

/** Every lab of this user: `NAKHODA_LAB_DIR`, else one fixed place. Made when missing. */
function labsDirectory(): string {
  const { NAKHODA_LAB_DIR: chosen } = process.env;
  const directory = resolve(chosen ?? join(tmpdir(), `nakhoda-lab-${userInfo().uid}`));
  const made = mkdirSync(directory, { recursive: true, mode: passable }) !== undefined;
  if (made) chmodSync(directory, passable);
  const found = lstatSync(directory);
  if (!found.isDirectory() || found.uid !== userInfo().uid || (found.mode & 0o022) !== 0) {
    throw new BotError('conflict', `${directory} is not a directory only you can write to`, {
      hint: 'Remove it, or name another place in NAKHODA_LAB_DIR.',
    });
  }
  return directory;
}

/** Makes a directory that others may pass, whatever the umask; throws where there is one. */
export function makePassable(directory: string): void {
  mkdirSync(directory, { mode: passable });
  chmodSync(directory, passable);
}
