import { z } from 'zod';
import { BotError } from '../../../src/errors.ts';
import { someAtOnce } from '../../../src/flow/some-at-once.ts';
import type { Client } from './client/client.ts';
import { path } from './client/client.ts';
import type { Guest } from './resources.ts';
import { figure, word } from './row.ts';
import type { Standing } from './states.ts';
import type { Act, Tasks } from './tasks/tasks.ts';

/**
 * How guests truly stand where the list does not say. It is written by the nodes' own sampling, every 10 s
 * (pvestatd(8)), and calls a paused VM running: so a guest that we have just acted on, and a VM that runs without
 * using its CPU at all, is asked for by itself, once for each sample of the list.
 */
export interface Standings {
  /** Of those that were asked for; what the list says holds for all others. */
  of(guests: readonly Guest[], signal: AbortSignal): Promise<ReadonlyMap<number, Standing>>;
  /** Something was done to it: the list may be behind from now on. */
  acted(id: string): void;
}

/** Milliseconds after an act for which the list may show what was before it: one sample and its way here. */
const BEHIND_MS = 15_000;
/** Milliseconds until one that the list calls off, and that we acted on, is asked again. */
const AGAIN_MS = 1_000;
/** Seconds from its start in which a VM's share of the CPU is 0 because there was no second sample yet. */
const FIRST_SECONDS = 20;
/** VMs that use no CPU at all, asked for in one list; the others wait for the next one. */
const IDLE_AT_ONCE = 6;
/** Milliseconds for one answer: a node that does not answer does not hold up the list. */
const DEADLINE_MS = 2_500;

const Current = z.object({
  ...{ status: word, qmpstatus: word, lock: word },
  ...{ name: word, cpus: figure, maxmem: figure },
});

interface Told {
  readonly standing: Standing;
  /** The list's sample that it was asked beside. */
  readonly sample: string;
  readonly at: number;
}

export function createStandings(client: Pick<Client, 'get'>): Standings {
  const told = new Map<number, Told>();
  const actedAt = new Map<number, number>();
  const isBehind = (vmid: number, now: number) =>
    now - (actedAt.get(vmid) ?? Number.NEGATIVE_INFINITY) < BEHIND_MS;

  const ask = async (guest: Guest, signal: AbortSignal): Promise<void> => {
    const at = performance.now();
    try {
      const where = path`/nodes/${guest.node}/${guest.type}/${guest.vmid}/status/current`;
      const options = { schema: Current, signal, deadlineMs: DEADLINE_MS };
      told.set(guest.vmid, {
        standing: await client.get(where, options),
        sample: sampleOf(guest),
        at,
      });
    } catch (error) {
      // What cannot be asked is as the list has it.
      if (!(error instanceof BotError)) throw error;
      told.delete(guest.vmid);
    }
  };

  /** Whether what it told still says more than the list does. */
  const holds = (guest: Guest, now: number): boolean => {
    const last = told.get(guest.vmid);
    if (last === undefined || last.at < (actedAt.get(guest.vmid) ?? 0)) return false;
    if (last.sample !== sampleOf(guest)) return !isBehind(guest.vmid, now) && isIdle(guest);
    // What is off in the list has the same sample each time: it may be the one of before, or already the next.
    const isOld = now - last.at >= AGAIN_MS;
    return guest.status === 'running' || (isBehind(guest.vmid, now) && !isOld);
  };

  return {
    acted(id) {
      const vmid = Number(id);
      if (Number.isInteger(vmid)) actedAt.set(vmid, performance.now());
    },
    async of(guests, signal) {
      const now = performance.now();
      forget(guests, { told, actedAt, now });
      const behind = guests.filter((one) => isBehind(one.vmid, now) && !holds(one, now));
      const idle = guests
        .filter((one) => !isBehind(one.vmid, now) && isIdle(one) && isOld(told.get(one.vmid), one))
        .sort((a, b) => (told.get(a.vmid)?.at ?? 0) - (told.get(b.vmid)?.at ?? 0))
        .slice(0, IDLE_AT_ONCE);
      await someAtOnce([...behind, ...idle], (one) => ask(one, signal));
      signal.throwIfAborted();
      return new Map(
        guests.flatMap((one) => {
          const last = told.get(one.vmid);
          return last !== undefined && holds(one, now) ? [[one.vmid, last.standing] as const] : [];
        }),
      );
    },
  };
}

/** Takes note of every act on a guest, however it ended. */
export function noticed(tasks: Tasks, { acted }: Pick<Standings, 'acted'>): Tasks {
  return {
    ...tasks,
    async act(wanted: Act, task) {
      try {
        return await tasks.act(wanted, task);
      } finally {
        acted(wanted.id);
      }
    },
  };
}

interface Memory {
  readonly told: Map<number, Told>;
  readonly actedAt: Map<number, number>;
  readonly now: number;
}

function forget(guests: readonly Guest[], { told, actedAt, now }: Memory): void {
  if (told.size > 0) {
    const there = new Set(guests.map(({ vmid }) => vmid));
    for (const vmid of told.keys()) if (!there.has(vmid)) told.delete(vmid);
  }
  for (const [vmid, at] of actedAt) if (now - at > BEHIND_MS) actedAt.delete(vmid);
}

function isIdle({ type, status, cpu, uptime = 0 }: Guest): boolean {
  return type === 'qemu' && status === 'running' && cpu === 0 && uptime > FIRST_SECONDS;
}

function isOld(last: Told | undefined, guest: Guest): boolean {
  return last?.sample !== sampleOf(guest);
}

/** Each sample has another uptime while it runs. */
function sampleOf({ status, uptime, node }: Guest): string {
  return `${node} ${status} ${uptime}`;
}
