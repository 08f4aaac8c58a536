import { BotError } from '../../../../src/errors.ts';
import { onlyStopsFollowing, Stop, type TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { uuidWord } from '../words.ts';
import { discard, type VolumeRef } from './volumes.ts';

/** What an operation makes: all of it carries names and ids that nobody else's has. */
export interface Makings {
  readonly uuid: string;
  readonly volumes: readonly VolumeRef[];
}

/** Milliseconds for removing what was half made; a copy that libvirt cannot be stopped in may be a long one. */
const UNDO_LIMIT = 30 * 60_000;

/** Carries the work out; when it fails or is cancelled, nothing of it is left. */
export async function orUndo<T>(
  client: Client,
  { makings, task }: { makings: Makings; task: TaskControl },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // Somebody else goes on, or a person must find out first.
    if (onlyStopsFollowing(error) || isUndecided(error)) throw error;
    task.report({ note: 'removing what was made so far' });
    const left = await undo(client, makings);
    throw left === undefined ? ended(error) : withLeft(ended(error), left);
  }
}

function isUndecided(error: unknown): boolean {
  return error instanceof BotError && error.code === 'undecided';
}

/** Gives the words for what could not be removed. */
async function undo(client: Client, { uuid, volumes }: Makings): Promise<string | undefined> {
  const signal = AbortSignal.timeout(UNDO_LIMIT);
  try {
    await undefine(client, uuid, signal);
    for (const volume of volumes) await discard(client, volume, signal);
    return undefined;
  } catch (error) {
    client.log.warn({ err: error }, 'what was half made could not be removed');
    return `What was made so far could not be removed: look for ${volumes.map(({ name }) => name).join(', ')} in \`host storage\`.`;
  }
}

/** Only a machine that never ran is taken back: libvirt would drop the definition of a running one too. */
async function undefine(client: Client, uuid: string, signal: AbortSignal): Promise<void> {
  const id = uuidWord(uuid);
  const [state = { out: '', err: '' }] = await client.answers([`domstate ${id}`], { signal });
  if (/failed to get domain|Domain not found/.test(state.err)) return;
  await client.query([`undefine ${id} --nvram --managed-save --snapshots-metadata`], { signal });
}

function ended(error: unknown): unknown {
  if (!(error instanceof Stop)) return error;
  return error.reason === 'cancelled'
    ? new BotError('cancelled', 'Cancelled; what was made so far is removed')
    : new BotError('failed', 'The deadline passed; what was made so far is removed');
}

function withLeft(error: unknown, left: string): unknown {
  if (!(error instanceof BotError)) return error;
  const { code, message, hint } = error;
  return new BotError(code, message, {
    hint: hint === undefined ? left : `${hint} ${left}`,
    cause: error,
  });
}
