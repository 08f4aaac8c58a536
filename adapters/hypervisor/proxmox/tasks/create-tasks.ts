import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import { done, type Outcome } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client/client.ts';
import { findTask, unlessRefused } from './find.ts';
import { type FollowParts, follow } from './follow.ts';
import { createPoller } from './poller.ts';
import type { Act, Tasks } from './tasks.ts';
import { createTurns } from './turns.ts';
import { parseUpid } from './upid.ts';

export interface TasksParts {
  readonly client: Client;
  /** The bot there: `nakhoda@pve!bot`. */
  readonly identity: string;
  /** Milliseconds after a lost answer within which the act may still arrive. */
  readonly settleMs?: number | undefined;
}

/** Proxmox itself waits 10 s for a lock before it begins. */
const SETTLE = 10_000;
/** Milliseconds between two readings of logs, whichever task's they are. */
const LOG_APART = 600;
/** What was begun is asked to the end, whatever becomes of the operation: else its outcome would be lost. */
const never = new AbortController().signal;

export function createTasks({ client, identity, settleMs = SETTLE }: TasksParts): Tasks {
  const poller = createPoller(client);
  const parts = { client, identity, poller, turns: createTurns(LOG_APART), settleMs };
  return { act: (wanted, task) => act(parts, wanted, task) };
}

interface Parts extends FollowParts {
  readonly settleMs: number;
}

async function act(parts: Parts, wanted: Act, task: TaskControl): Promise<Outcome> {
  const { upid } = await sent(parts, wanted, task);
  if (upid === null) return done;
  const parsed = parseUpid(upid);
  if (parsed) return follow(parts, parsed, wanted, task);
  throw new BotError('undecided', `Proxmox took it, and named its task in an unknown way: ${upid}`);
}

/** The act as one step whose result is the name of its task; nothing where Proxmox did it at once. */
async function sent(
  { client, identity, settleMs }: Parts,
  { step, method, path, params, name, ...wanted }: Act,
  task: TaskControl,
): Promise<{ readonly upid: string | null }> {
  const { since } = await task.step(`${step} since`, { do: async () => ({ since: client.now() }) });
  let lostAt: number | undefined;
  return task.step(step, {
    async do() {
      try {
        const schema = z.string().nullable();
        return { upid: await client.send(method, path, { schema, params, name, signal: never }) };
      } catch (error) {
        lostAt = client.now();
        throw error;
      }
    },
    look(signal) {
      const settledAt = (lostAt ?? since) + settleMs;
      const sought = { act: wanted, since, settledAt, identity, besides: [] };
      return unlessRefused(findTask(client, sought, signal));
    },
  });
}
