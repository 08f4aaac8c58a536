import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BotError } from '../../errors.ts';
import type { Connection } from '../connection.ts';
import { exportStore } from '../export/export.ts';
import { removeParts } from '../export/whole-file.ts';

/** How many of these exports are kept; the oldest go. */
const KEPT = 5;

/**
 * Exports the store before its schema is changed, as `before-<change>-<time>.export.gz`. Throws when it cannot: then
 * nothing may be changed.
 */
export async function exportBefore(
  connection: Connection,
  { directory, change }: { readonly directory: string; readonly change: string },
): Promise<string> {
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const file = join(directory, `before-${change}-${time}.export.gz`);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await chmod(directory, 0o700);
    await removeParts(directory, (name) => name.startsWith('before-'));
    await exportStore(connection, file);
    await removeOld(directory);
    return file;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BotError(
      'failed',
      `The store was not exported, so its schema was not changed: ${why}`,
      { hint: `Nothing was changed. See to ${directory}, then start again.`, cause },
    );
  }
}

async function removeOld(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => /^before-.*\.export\.gz$/.test(name));
  const time = (name: string) => /\d{4}-\d\d-\d\dT[\dZ-]+/.exec(name)?.[0] ?? '';
  const newest = names.toSorted((a, b) => (time(a) < time(b) ? 1 : -1));
  for (const name of newest.slice(KEPT)) await rm(join(directory, name), { force: true });
}
