import { BotError } from '../../../../src/errors.ts';
import type { MachineRef } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { type Info, readInfo } from '../info.ts';

type Named = Pick<MachineRef, 'id' | 'name'>;

/** The machine as it is now; undefined where VirtualBox has none with that UUID. */
export async function infoOrNone(
  client: Client,
  machine: Named,
  signal: AbortSignal,
): Promise<Info | undefined> {
  try {
    return await readInfo(client, machine, { signal });
  } catch (error) {
    if (error instanceof BotError && error.code === 'not-found') return undefined;
    throw error;
  }
}

/** The machine, which has to be off for what is wanted. Throws `conflict` with why it must. */
export async function requireOff(
  client: Client,
  machine: Named,
  { why, signal }: { readonly why: string; readonly signal: AbortSignal },
): Promise<Info> {
  const info = await readInfo(client, machine, { signal });
  const { name } = machine;
  if (info.active) {
    throw new BotError('conflict', `${name} is on: ${why}`, {
      hint: 'Shut it down first: `vm shutdown`.',
    });
  }
  if (info.state !== 'hibernated') return info;
  throw new BotError('conflict', `${name} is hibernated: ${why}`, {
    hint: 'Start it and shut it down first: `vm start`, then `vm shutdown`.',
  });
}
