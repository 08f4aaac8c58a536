import { BotError } from '../../../../src/errors.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { goesOn, undone } from '../../../../src/undone.ts';
import { accepted, type Client } from '../client.ts';
import { readDomains } from '../storage/domain-disks.ts';
import { uuidWord } from '../words.ts';
import type { NewVolume } from './new-volume.ts';
import { discard } from './volumes.ts';

/** What an operation makes: all of it carries names and ids that nobody else's has. */
export interface Makings {
  readonly uuid: string;
  readonly volumes: readonly Pick<NewVolume, 'pool' | 'name' | 'path'>[];
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
    if (goesOn(error, task.signal)) throw error;
    task.report({ note: 'removing what was made so far' });
    const left = await undo(client, makings);
    throw undone(error, left);
  }
}

/** Gives the words for what could not be removed. */
async function undo(client: Client, { uuid, volumes }: Makings): Promise<string | undefined> {
  const signal = AbortSignal.timeout(UNDO_LIMIT);
  try {
    await undefine(client, uuid, signal);
    const used = (await readDomains(client, signal)).flatMap(({ disks }) => disks);
    for (const volume of volumes) {
      // A machine that was moved onto its layer before the end needs it.
      if (!used.some(({ path }) => path === volume.path)) await discard(client, volume, signal);
    }
    return undefined;
  } catch (error) {
    client.log.warn({ err: error }, 'what was half made could not be removed');
    const why = error instanceof BotError ? ` (${error.message})` : '';
    return `What was made so far could not be removed${why}: look for ${volumes.map(({ name }) => name).join(', ')} in \`host storage\`.`;
  }
}

/** Only a machine that never ran is taken back: libvirt would drop the definition of a running one too. */
async function undefine(client: Client, uuid: string, signal: AbortSignal): Promise<void> {
  const id = uuidWord(uuid);
  const [state = { out: '', err: '' }] = await client.answers([`domstate ${id}`], { signal });
  if (/failed to get domain|Domain not found/.test(state.err)) return;
  const now = accepted(state).trim();
  if (!/^(?:shut off|crashed)$/.test(now)) {
    throw new BotError('conflict', `the machine was started and is ${now}`);
  }
  await client.query([`undefine ${id} --nvram --managed-save --snapshots-metadata`], { signal });
}
