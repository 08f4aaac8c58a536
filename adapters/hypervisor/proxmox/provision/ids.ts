import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Parts } from '../parts.ts';
import { isGuest } from '../resources.ts';

/** Ids for new machines: of the configuration's range, else what Proxmox gives next. */
export interface Ids {
  /**
   * Makes something under a free id. Where somebody took it meanwhile nothing was made, and it is tried under another
   * one; every step of `make` is named with its id.
   */
  under<T>(task: TaskControl, make: (id: string) => Promise<T>): Promise<T>;
}

type IdParts = Pick<Parts, 'client' | 'resources' | 'settings'>;

/** Milliseconds that an id is kept for whoever asked for it, until its machine is in the list. */
const KEPT = 60_000;
const TRIES = 5;
/** The largest that Proxmox takes: `pve-vmid`. */
const LARGEST = 999_999_999;

export function createIds(parts: IdParts): Ids {
  const given = new LRUCache<number, true>({ max: 10_000, ttl: KEPT });
  const give = async (signal: AbortSignal) => {
    const id = await freeId(parts, (one) => given.has(one), signal);
    given.set(id, true);
    return { id: String(id) };
  };
  return {
    under: (task, make) => tryUnder(task, { give, make, taken: 0 }),
  };
}

interface Trying<T> {
  give(signal: AbortSignal): Promise<{ readonly id: string }>;
  make(id: string): Promise<T>;
  readonly taken: number;
}

async function tryUnder<T>(task: TaskControl, trying: Trying<T>): Promise<T> {
  const { give, make, taken } = trying;
  const step = taken === 0 ? 'choose an id' : `choose an id, ${taken} taken`;
  const { id } = await task.step(step, { do: () => give(task.signal) });
  try {
    return await make(id);
  } catch (error) {
    if (taken + 1 === TRIES || !wasTaken(error)) throw error;
    return tryUnder(task, { ...trying, taken: taken + 1 });
  }
}

/** The words survive a restart, which what caused it does not. */
function wasTaken(error: unknown): boolean {
  return (
    error instanceof BotError &&
    error.code === 'conflict' &&
    /(?:VM|CT) \d+ already exists|config file already exists/.test(error.message)
  );
}

async function freeId(
  { client, resources, settings }: IdParts,
  isGiven: (id: number) => boolean,
  signal: AbortSignal,
): Promise<number> {
  const { vmids } = settings;
  const rows = await resources.read(signal);
  const used = new Set(rows.filter(isGuest).map(({ vmid }) => vmid));
  const first = vmids?.from ?? (await nextId(client, signal));
  for (let id = first; id <= (vmids?.to ?? LARGEST); id += 1) {
    const known = used.has(id) || isGiven(id);
    // What the bot may not see has its id all the same.
    if (!known && (await isFree(client, id, signal))) return id;
  }
  throw new BotError('conflict', `Every id from ${first} to ${vmids?.to ?? LARGEST} is taken`, {
    hint: 'Nothing was made. The configuration says which ids new machines may get: `vmids`.',
  });
}

/** A string, `"100"`. */
const Id = z.coerce.number().int();

function nextId(client: IdParts['client'], signal: AbortSignal): Promise<number> {
  return client.get('/cluster/nextid', { schema: Id, signal });
}

async function isFree(client: IdParts['client'], id: number, signal: AbortSignal) {
  try {
    await client.get('/cluster/nextid', { schema: Id, params: { vmid: id }, signal });
    return true;
  } catch (error) {
    if (error instanceof BotError && (error.code === 'invalid' || error.code === 'conflict')) {
      return false;
    }
    throw error;
  }
}
