import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BotError } from '../../errors.ts';

/** The name a guest's key is pinned under: its address may change its owner, the way does not. */
export const ALIAS = 'nakhoda-guest';

/**
 * The path of a known_hosts with that one key; its name is its content's. Several may be at it at the same time, in
 * this process and in others: each writes its own file, and puts it in the same place.
 */
export async function pinnedKey(directory: string, hostKey: string): Promise<string> {
  const text = `${ALIAS} ${hostKey}\n`;
  const known = join(directory, 'known');
  const name = join(known, createHash('sha256').update(text).digest('hex').slice(0, 32));
  await mkdir(known, { recursive: true, mode: 0o700 });
  const fresh = `${name}.${randomUUID()}`;
  await writeFile(fresh, text, { mode: 0o600 });
  await rename(fresh, name);
  if (/["%\n]|\$\{/.test(name)) {
    throw new BotError(
      'unsupported',
      'The bot keeps its data in a folder whose name ssh cannot take',
      {
        hint: 'Choose one without quotes, percent signs and ${.',
      },
    );
  }
  return name;
}
