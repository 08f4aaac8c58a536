import { BotError } from '../../../../src/errors.ts';
import { pause } from '../../../../src/flow/wait.ts';
import type { Parts } from './parts.ts';

/** Milliseconds without a change after which nobody writes to a file any more. */
const QUIET = 5_000;
/** Milliseconds between two looks. */
const BETWEEN = 1_000;

type Looking = Pick<Parts, 'client' | 'folders'>;

/** True while one of the files was changed a moment ago: VirtualBox goes on copying when its client is gone. */
async function isWritten(
  { client }: Pick<Looking, 'client'>,
  files: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  if (files.length === 0) return false;
  const { now, changedAt, lateWhileOpen } = await client.reach.files.stamps(files, signal);
  if (lateWhileOpen && (await client.reach.files.held(files, signal))) return true;
  return [...changedAt.values()].some((at) => now - at < QUIET);
}

/** Throws `timeout` while the file is written: whoever looks, looks again. */
export async function requireQuietFile(
  looking: Pick<Looking, 'client'>,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  if (!(await isWritten(looking, [file], signal))) return;
  throw new BotError('timeout', `VirtualBox may still be writing ${file}`);
}

/** Throws `timeout` while something is written in the folder. */
export async function requireQuiet(
  looking: Looking,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  if (!(await isWritten(looking, await filesIn(looking, folder, signal), signal))) return;
  throw new BotError('timeout', `VirtualBox may still be writing in ${folder}`);
}

export async function waitUntilQuiet(
  looking: Looking,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  while (await isWritten(looking, await filesIn(looking, folder, signal), signal)) {
    await pause(BETWEEN, signal);
  }
}

async function filesIn(
  { folders }: Pick<Looking, 'folders'>,
  folder: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  return (await folders.list(folder, signal)).map(({ path }) => path);
}
