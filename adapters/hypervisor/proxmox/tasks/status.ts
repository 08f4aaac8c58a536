import { z } from 'zod';
import { BotError, gaveNoAnswer } from '../../../../src/errors.ts';
import { type Ask, type Client, path } from '../client/client.ts';
import { answerIn } from '../client/refusal.ts';
import type { Watched } from './poller.ts';
import type { Upid } from './upid.ts';

const Status = z.object({ status: z.string(), exitstatus: z.string().optional() });
const DEADLINE = 10_000;

/** `status` is `running` or `stopped`; an end has its words in `exitstatus`. */
export function readStatus(
  client: Pick<Client, 'get'>,
  { node, upid }: Pick<Upid, 'node' | 'upid'>,
  options: Pick<Ask<unknown>, 'signal' | 'deadlineMs'>,
): Promise<z.infer<typeof Status>> {
  return client.get(path`/nodes/${node}/tasks/${upid}/status`, { schema: Status, ...options });
}

/** Asks one task itself: only it knows for sure that it has ended, and how. Never throws. */
export async function askStatus(client: Pick<Client, 'get'>, one: Watched): Promise<void> {
  if (one.asking) return;
  one.asking = true;
  const options = { signal: one.signal, deadlineMs: DEADLINE };
  try {
    const { status, exitstatus } = await readStatus(client, one.upid, options);
    if (status === 'running') one.unlisted = !one.listed;
    // The words of Proxmox for a worker that died without a word.
    else one.settle.resolve({ exit: exitstatus ?? 'unexpected status' });
  } catch (error) {
    one.unlisted = !one.listed;
    if (isForgotten(error)) one.settle.reject(forgotten(error));
    else one.trouble(error instanceof Error ? error.message : String(error));
  } finally {
    one.asking = false;
  }
}

function isForgotten(error: unknown): boolean {
  const answer = answerIn(error);
  return !gaveNoAnswer(error) && answer?.status === 400 && answer.errors?.['upid'] !== undefined;
}

function forgotten(cause: unknown): BotError {
  return new BotError('undecided', 'Proxmox has forgotten the task, so how it ended is not known', {
    hint: 'Look at the machine, then `task settle`.',
    cause,
  });
}
