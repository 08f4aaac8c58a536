import { z } from 'zod';
import { pause } from '../../../../src/flow/wait.ts';
import type { Client } from '../client/client.ts';
import type { Ended } from './ending.ts';
import { askStatus } from './status.ts';
import type { Upid } from './upid.ts';

/** Follows all tasks of one site together: one cheap list for however many. */
export interface Poller {
  /** Fulfils with how it ended; rejects with the signal's reason, or `undecided` where Proxmox has forgotten it. */
  ended(upid: Upid, watch: Watch): Promise<Ended>;
  /** What runs now, on every node, as far as the bot may see. */
  running(signal: AbortSignal): Promise<readonly string[]>;
}

export interface Watch {
  readonly signal: AbortSignal;
  /** Its node gives no answer; the task may go on all the same. */
  trouble(why: string): void;
}

export interface Watched extends Watch {
  readonly upid: Upid;
  /** In the list of the last round. */
  listed: boolean;
  /** Not in the list though it runs, or gives no answer: it is asked for itself, now and then. */
  unlisted: boolean;
  /** It is being asked just now. */
  asking: boolean;
  readonly settle: PromiseWithResolvers<Ended>;
}

/**
 * Milliseconds between two rounds; quicker just after a task began, as many last no second. With a log now and
 * then this stays below five calls a second.
 */
const ROUND = 400;
const QUICK_ROUND = 200;
const YOUNG = 1_000;
/** Rounds until one is asked itself: a list may lack it, or lag behind. */
const ONE_EVERY = 3;
const DEADLINE = 10_000;
const never = new AbortController().signal;

const List = z.array(z.object({ upid: z.string(), status: z.string().optional() }));

export function createPoller(client: Pick<Client, 'get'>): Poller {
  const watched = new Set<Watched>();
  let runs = false;
  let youngest = 0;
  let last = { at: Number.NEGATIVE_INFINITY, list: new Map<string, string>() };

  const read = async (signal: AbortSignal) => {
    const at = performance.now();
    last = { at, list: await listTasks(client, signal) };
    return last.list;
  };

  async function run(): Promise<void> {
    runs = true;
    for (let round = 1; watched.size > 0; round += 1) {
      const young = performance.now() - youngest < YOUNG;
      await pause(young ? QUICK_ROUND : ROUND, never);
      if (watched.size > 0) await look({ client, watched, read }, round);
    }
    runs = false;
  }

  return {
    async ended(upid, watch) {
      watch.signal.throwIfAborted();
      const settle = Promise.withResolvers<Ended>();
      const state = { listed: false, unlisted: false, asking: false };
      const one: Watched = { ...watch, ...state, upid, settle };
      const stop = () => settle.reject(watch.signal.reason);
      watch.signal.addEventListener('abort', stop, { once: true });
      watched.add(one);
      youngest = performance.now();
      if (!runs) void run();
      try {
        return await settle.promise;
      } finally {
        watch.signal.removeEventListener('abort', stop);
        watched.delete(one);
      }
    },
    async running(signal) {
      if (performance.now() - last.at > ROUND) await read(signal);
      return [...last.list].flatMap(([upid, status]) => (isOver(status) ? [] : [upid]));
    },
  };
}

/** `status` is left out while a task runs; the node's own list says RUNNING. */
async function listTasks(client: Pick<Client, 'get'>, signal: AbortSignal) {
  const options = { schema: List, signal, deadlineMs: DEADLINE };
  const all = await client.get('/cluster/tasks', options);
  return new Map(all.map(({ upid, status }) => [upid, status ?? 'RUNNING']));
}

function isOver(status: string | undefined): boolean {
  return status?.toUpperCase() !== 'RUNNING';
}

interface Looking {
  readonly client: Pick<Client, 'get'>;
  readonly watched: Set<Watched>;
  read(signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
}

/** One round: the list, then those that ended or are no longer in it are asked for themselves. */
async function look({ client, watched, read }: Looking, round: number): Promise<void> {
  try {
    const listed = await read(never);
    const due = [...watched].filter((one) => {
      const status = listed.get(one.upid.upid);
      one.listed = status !== undefined;
      if (one.listed) one.unlisted = false;
      return !one.unlisted && isOver(status);
    });
    const turn = round % ONE_EVERY === 0 ? nextInRow(watched) : [];
    // Not waited for: the node of one may not answer for long, and the others go on.
    for (const one of [...due, ...turn]) void askStatus(client, one);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    for (const one of watched) one.trouble(why);
  }
}

/** The one that waited longest, before all one that is not in the list; it goes to the end of the row. */
function nextInRow(watched: Set<Watched>): readonly Watched[] {
  const row = [...watched];
  const next = row.find(({ unlisted }) => unlisted) ?? row[0];
  if (!next) return [];
  watched.delete(next);
  watched.add(next);
  return [next];
}
