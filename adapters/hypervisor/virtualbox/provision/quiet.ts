import { BotError } from '../../../../src/errors.ts';
import { pause } from '../../../../src/wait.ts';
import type { Parts } from './parts.ts';

/** Milliseconds without a change after which nobody writes to a file any more. */
const QUIET = 5_000;
/** Milliseconds between two looks. */
const BETWEEN = 1_000;

type Looking = Pick<Parts, 'client' | 'folders'>;

/** True while a file in the folder was changed a moment ago: VirtualBox goes on copying when its client is gone. */
async function isBusy(
  { client, folders }: Looking,
  folder: string,
  signal: AbortSignal,
): Promise<boolean> {
  const paths = (await folders.list(folder, signal)).map(({ path }) => path);
  if (paths.length === 0) return false;
  const { now, changedAt } = await client.reach.files.stamps(paths, signal);
  return [...changedAt.values()].some((at) => now - at < QUIET);
}

/** Throws `timeout` while something is written in the folder: whoever looks, looks again. */
export async function requireQuiet(
  looking: Looking,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  if (!(await isBusy(looking, folder, signal))) return;
  throw new BotError('timeout', `VirtualBox may still be writing in ${folder}`);
}

export async function waitUntilQuiet(
  looking: Looking,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  while (await isBusy(looking, folder, signal)) await pause(BETWEEN, signal);
}
