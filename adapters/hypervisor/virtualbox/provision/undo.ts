import { BotError } from '../../../../src/errors.ts';
import { pause } from '../../../../src/flow/wait.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { goesOn, undone } from '../../../../src/undone.ts';
import { fileKind } from '../storage/image-files.ts';
import { baseName, folderName } from '../storage/paths.ts';
import { uuidWord } from '../words.ts';
import type { Parts } from './parts.ts';
import { infoOrNone } from './present.ts';
import { waitUntilQuiet } from './quiet.ts';

/** What an operation makes: a machine under a UUID of its own, in a folder that was not there when it began. */
export interface Makings {
  readonly uuid: string;
  readonly name: string;
  readonly folder: string;
}

/** Milliseconds for removing what was half made; a copy that still runs is waited for. */
const UNDO_LIMIT = 30 * 60_000;

/** Carries the work out; when it fails or is cancelled, nothing of it is left. */
export async function orUndo<T>(
  parts: Parts,
  { makings, task }: { readonly makings: Makings; readonly task: TaskControl },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (goesOn(error, task.signal)) throw error;
    task.report({ note: 'removing what was made so far' });
    throw undone(error, await undo(parts, makings));
  }
}

/** Gives the words for what could not be removed. */
async function undo(parts: Parts, makings: Makings): Promise<string | undefined> {
  const signal = AbortSignal.timeout(UNDO_LIMIT);
  try {
    await unregister(parts, makings, signal);
    // A copy whose client was left or is gone goes on, and may be registered at its end.
    await waitUntilQuiet(parts, makings.folder, signal);
    await unregister(parts, makings, signal);
    await discard(parts, makings, signal);
    return undefined;
  } catch (error) {
    parts.client.log.warn({ err: error }, 'what was half made could not be removed');
    const why = error instanceof BotError ? ` (${error.message})` : '';
    return `What was made so far could not be removed${why}: look into ${makings.folder} on the host.`;
  } finally {
    parts.inventory.forget(makings.uuid);
  }
}

/** Milliseconds between two tries at a machine that a session still holds. */
const BETWEEN = 500;

async function unregister(
  { client }: Parts,
  { uuid, name }: Makings,
  signal: AbortSignal,
): Promise<void> {
  const words = ['unregistervm', uuidWord(uuid), '--delete'];
  const acting = { task: { signal, report: () => {} }, name, note: '' };
  for (;;) {
    const info = await infoOrNone(client, { id: uuid, name }, signal);
    if (!info) return;
    if (info.active) throw new BotError('conflict', `${name} was started and is ${info.state}`);
    await client.act(words, acting).catch((error: unknown) => {
      // Its files are looked at next.
      if (!(error instanceof BotError) || error.code === 'unreachable') throw error;
    });
    await pause(BETWEEN, signal);
  }
}

/** What VirtualBox did not register, it does not remove. A folder that another machine lies in by now is left alone. */
async function discard(
  { client, inventory, folders }: Parts,
  { folder, name }: Makings,
  signal: AbortSignal,
): Promise<void> {
  const all = await inventory.all(signal);
  if (all.some(({ info }) => info && folderName(info.settingsFile) === folder)) return;
  const ours = (await folders.list(folder, signal)).map(({ path }) => path).filter(isOfMachine);
  const acting = { task: { signal, report: () => {} }, name, note: '' };
  for (const path of ours.filter((each) => fileKind(each) === 'image')) {
    // One that is not in the registry, or is there as inaccessible: the file itself goes below.
    await client.tidy(['closemedium', 'disk', path], acting).catch((error: unknown) => {
      if (!(error instanceof BotError) || error.code === 'unreachable') throw error;
    });
  }
  await folders.remove(ours, signal);
  await folders.removeEmpty(folder, signal);
}

/** Files that VirtualBox itself puts into a machine's folder. */
export function isOfMachine(path: string): boolean {
  const kind = fileKind(path);
  return (
    kind === 'image' ||
    kind === 'memory' ||
    /\.vbox(?:-prev|-tmp)?$/i.test(path) ||
    /^VBox\w*\.log(?:\.\d+)?$/.test(baseName(path))
  );
}
