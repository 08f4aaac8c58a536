import { BotError } from '../../../src/errors.ts';
import type { Machine } from '../../../src/hypervisor.ts';
import type { Client } from './client.ts';
import { type Info, readInfo } from './info.ts';
import { uuidWord } from './words.ts';

/** The machine as it is this moment, short enough to be kept by a step. */
export interface Now extends Pick<Info, 'state' | 'active' | 'passing' | 'changedAt' | 'reason'> {
  /** How often this run was reset, where it runs and that was asked for. */
  readonly resets?: number | undefined;
}

export async function readNow(client: Client, machine: Machine, signal: AbortSignal): Promise<Now> {
  const { state, active, passing, changedAt, reason } = await readInfo(client, machine, { signal });
  return { state, active, passing, changedAt, reason };
}

/** The same with its resets, which takes a call more. */
export async function readCounted(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<Now> {
  const now = await readNow(client, machine, signal);
  return now.active ? { ...now, resets: await readResets(client, machine, signal) } : now;
}

/** VirtualBox counts them for the guest: https://www.virtualbox.org/manual/topics/guestadditions.html#guestadd-guestprops */
async function readResets(client: Client, { id, name }: Machine, signal: AbortSignal) {
  const words = ['guestproperty', 'get', uuidWord(id), '/VirtualBox/VMInfo/ResetCounter'];
  const said = await client.ask(words, { signal, name }).catch((error: unknown) => {
    signal.throwIfAborted();
    // It may have ended since.
    if (error instanceof BotError && error.code !== 'unreachable') return '';
    throw error;
  });
  const count = /^Value: (\d+)\s*$/m.exec(said)?.[1];
  return count === undefined ? undefined : Number(count);
}

/** The machine once VirtualBox is not at work on it. Throws `timeout` while it is: whoever looks, looks again. */
export async function settled(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
  read: typeof readNow = readNow,
): Promise<Now> {
  const now = await read(client, machine, signal);
  if (!now.passing) return now;
  throw new BotError(
    'timeout',
    `VirtualBox still works on ${machine.name} (${now.reason ?? now.state})`,
  );
}
