import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { guestPath } from '../guest-path.ts';
import type { Parts } from '../parts.ts';

/** Milliseconds; Proxmox itself gives an agent three seconds before it says that it is not running. */
const PING_LIMIT = 5_000;

/** Whether the agent in the guest answers now; one that may not be asked does not. */
export async function agentAnswers(
  { client }: Pick<Parts, 'client'>,
  machine: Machine,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await client.send('POST', `${guestPath(machine)}/agent/ping`, {
      schema: z.unknown(),
      signal,
      name: machine.name,
      deadlineMs: PING_LIMIT,
    });
    return true;
  } catch (error) {
    if (error instanceof BotError) return false;
    throw error;
  }
}
