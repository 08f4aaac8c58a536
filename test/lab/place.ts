import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { BotError } from '../../src/errors.ts';

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
  const directory =
    process.env['NAKHODA_LAB_DIR'] ?? join(tmpdir(), `nakhoda-lab-${userInfo().uid}`);
  // Others may pass through (PostgreSQL's own user reaches its data below), nobody else may write.
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  const found = lstatSync(directory);
  if (!found.isDirectory() || found.uid !== userInfo().uid || (found.mode & 0o022) !== 0) {
    throw new BotError('conflict', `${directory} is not a directory only you can write to`, {
      hint: 'Remove it, or name another place in NAKHODA_LAB_DIR.',
    });
  }
  return directory;
}
