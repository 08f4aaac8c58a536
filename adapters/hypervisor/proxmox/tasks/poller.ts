import { z } from 'zod';
import { BotError, gaveNoAnswer } from '../../../../src/errors.ts';
import { pause } from '../../../../src/wait.ts';
import { type Client, path } from '../client/client.ts';
import { answerIn } from '../client/refusal.ts';
import type { Ended } from './ending.ts';
import type { Upid } from './upid.ts';

/** Follows all tasks of one site together: one cheap list for however many. */
export interface Poller {
  /** Fulfils with how it ended; rejects with the signal's reason, or `undecided` where Proxmox has forgotten it. */
  ended(upid: Upid, watch: Watch): Promise<Ended>;
}

export interface Watch {
  readonly signal: AbortSignal;
  /** Its node gives no answer; the task may go on all the same. */
  trouble(why: string): void;
}

interface Watched extends Watch {
  readonly upid: Upid;
  /** Not in the list: it is asked for itself, now and then. */
  unlisted: boolean;
  readonly settle: PromiseWithResolvers<Ended>;
}

/**
 * Milliseconds between two rounds; quicker just after a task began, as many last no second. With a log now and
 * then this stays below five calls a second.
 */
const ROUND = 400;
const QUICK_ROUND = 200;
const YOUNG = 1_000;
/** Rounds until one that is not in the list is asked for. */
const UNLISTED_EVERY = 3;
const DEADLINE = 10_000;

const List = z.array(z.object({ upid: z.string(), status: z.string().optional() }));
const Status = z.object({ status: z.string(), exitstatus: z.string().optional() });

export function createPoller(client: Pick<Client, 'get'>): Poller {
  const all = new Set<Watched>();
  let runs = false;
  let round = 0;
  let youngest = 0;
  const closed = new AbortController().signal;

  async function statusOf(one: Watched): Promise<void> {
    const { node, upid } = one.upid;
    const asked = path`/nodes/${node}/tasks/${upid}/status`;
    try {
      const options = { schema: Status, signal: closed, deadlineMs: DEADLINE };
      const { status, exitstatus } = await client.get(asked, options);
      if (status === 'running') one.unlisted = true;
      else one.settle.resolve({ exit: exitstatus ?? 'unexpected status' });
    } catch (error) {
      one.unlisted = true;
      if (isForgotten(error)) one.settle.reject(forgotten(error));
      else one.trouble(error instanceof Error ? error.message : String(error));
    }
  }

  async function look(): Promise<void> {
    const listed = await client
      .get('/cluster/tasks', { schema: List, signal: closed, deadlineMs: DEADLINE })
      .then((list) => new Map(list.map((entry) => [entry.upid, entry.status ?? 'RUNNING'])));
    round += 1;
    const turn = round % UNLISTED_EVERY === 0;
    const due: Watched[] = [];
    let waiting: Watched | undefined;
    for (const one of all) {
      const status = listed.get(one.upid.upid);
      if (status !== undefined) one.unlisted = false;
      if (status === undefined && one.unlisted) waiting ??= one;
      else if (status === undefined || status.toUpperCase() !== 'RUNNING') due.push(one);
    }
    if (turn && waiting) {
      due.push(waiting);
      // To the end of the row.
      all.delete(waiting);
      all.add(waiting);
    }
    await Promise.all(due.map(statusOf));
  }

  async function run(): Promise<void> {
    runs = true;
    while (all.size > 0) {
      const young = performance.now() - youngest < YOUNG;
      await pause(young ? QUICK_ROUND : ROUND, closed);
      if (all.size === 0) break;
      await look().catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        for (const one of all) one.trouble(why);
      });
    }
    runs = false;
  }

  return {
    async ended(upid, watch) {
      watch.signal.throwIfAborted();
      const settle = Promise.withResolvers<Ended>();
      const one: Watched = { ...watch, upid, unlisted: false, settle };
      const stop = () => settle.reject(watch.signal.reason);
      watch.signal.addEventListener('abort', stop, { once: true });
      all.add(one);
      youngest = performance.now();
      if (!runs) void run();
      try {
        return await settle.promise;
      } finally {
        watch.signal.removeEventListener('abort', stop);
        all.delete(one);
      }
    },
  };
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
