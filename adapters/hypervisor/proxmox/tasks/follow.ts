import { z } from 'zod';
import { BotError, gaveNoAnswer } from '../../../../src/errors.ts';
import { pause } from '../../../../src/flow/wait.ts';
import { stopsWork, type TaskControl } from '../../../../src/operation.ts';
import { type Client, path } from '../client/client.ts';
import { type Ended, endedWell, type Finished, finish, stoppedBy } from './ending.ts';
import type { Poller } from './poller.ts';
import { createTaskLog, type TaskLog } from './task-log.ts';
import type { Act } from './tasks.ts';
import type { Turns } from './turns.ts';
import type { Upid } from './upid.ts';

export interface FollowParts {
  readonly client: Client;
  readonly identity: string;
  readonly poller: Poller;
  /** Whose turn it is to read a log. */
  readonly turns: Turns;
}

/** Milliseconds that a task which was told to stop may take for it: vzdump and clones clean up first. */
const STOP_LIMIT = 600_000;
const LOG_LIMIT = 30_000;
const STOP_PAUSE = 2_000;

/** Follows a task to its true end. It changes nothing, so it stands outside of a step and is done again. */
export async function follow(
  parts: FollowParts,
  upid: Upid,
  wanted: Pick<Act, 'name' | 'doing' | 'progress'>,
  task: TaskControl,
): Promise<Finished> {
  const log = createTaskLog(parts.client, upid);
  task.report({ note: wanted.doing });
  const ended = await endOf(parts, upid, { wanted, log, task });
  const whose = { name: wanted.name, identity: parts.identity };
  return finish(ended, log, whose, AbortSignal.timeout(LOG_LIMIT));
}

interface Following {
  readonly wanted: Pick<Act, 'doing' | 'progress'>;
  readonly log: TaskLog;
  readonly task: TaskControl;
}

async function endOf(parts: FollowParts, upid: Upid, following: Following): Promise<Ended> {
  const { task, wanted } = following;
  const over = new AbortController();
  const trouble = (why: string) => task.report({ note: `${wanted.doing} (no answer: ${why})` });
  try {
    const watching = AbortSignal.any([task.signal, over.signal]);
    tell(parts, following, watching).catch(() => {});
    return await parts.poller.ended(upid, { signal: task.signal, trouble });
  } catch (error) {
    if (!task.signal.aborted || error !== task.signal.reason) throw error;
    if (!stopsWork(error)) throw error;
    const ended = await stop(parts, upid, task);
    if (endedWell(ended.exit)) return ended;
    throw stoppedBy(error, ended.exit);
  } finally {
    over.abort();
  }
}

/** How far it is, out of its log, as often as it is this task's turn. */
async function tell(
  { turns }: FollowParts,
  { wanted, log, task }: Following,
  signal: AbortSignal,
): Promise<void> {
  const { progress } = wanted;
  if (!progress) return;
  for (;;) {
    await turns.take(signal);
    const lines = await log.more(signal).catch((error: unknown) => {
      if (error instanceof BotError) return [];
      throw error;
    });
    const told = progress(lines);
    signal.throwIfAborted();
    if (told) task.report(told);
  }
}

/** Ends the task on Proxmox, and waits for how it then really ended. */
async function stop(parts: FollowParts, upid: Upid, task: TaskControl): Promise<Ended> {
  const signal = AbortSignal.timeout(STOP_LIMIT);
  const trouble = (why: string) => task.report({ note: `Stopping it (no answer: ${why})` });
  task.report({ note: 'Stopping it' });
  try {
    await cancel(parts.client, upid, { signal, trouble });
    return await parts.poller.ended(upid, { signal, trouble });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new BotError('undecided', 'It was told to stop, and Proxmox does not say that it has', {
      hint: 'Look at its task list and at the machine, then `task settle`.',
    });
  }
}

/** Stopping twice does no harm: a task that has ended answers as one that is stopped. */
async function cancel(
  client: Client,
  { node, upid }: Upid,
  { signal, trouble }: { readonly signal: AbortSignal; trouble(why: string): void },
): Promise<void> {
  for (;;) {
    try {
      await client.send('DELETE', path`/nodes/${node}/tasks/${upid}`, {
        schema: z.unknown(),
        signal,
      });
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (!gaveNoAnswer(error)) throw error;
      trouble(error.message);
      await pause(STOP_PAUSE, signal);
    }
  }
}
