import { BotError } from '../errors.ts';
import type { Backup } from '../hypervisor/backups.ts';
import type { Host, Hypervisor, Machine, Usage } from '../hypervisor.ts';
import { type Answer, createFresh, type Fresh } from './fresh.ts';

export interface InventoryOptions {
  /** Milliseconds for which a list asks no hypervisor. */
  readonly freshMs: number;
  /** Milliseconds that a site may take to answer; a list waits no longer. */
  readonly deadlineMs: number;
}

export const defaultInventory: InventoryOptions = { freshMs: 5_000, deadlineMs: 8_000 };

/** How long a site that did not answer is left alone. */
const RETRY_MS = 3_000;
/** A name is looked up in memory this old; what it names is checked again before anything is done to it. */
const NAMES_MS = 60_000;
/** Backups come once a day and go no faster; the bot's own end this time early. */
const BACKUPS_MS = 60_000;

/** What is remembered of one site. */
export interface Shelf {
  readonly hypervisor: Hypervisor;
  readonly machines: Fresh<Machine>;
  readonly hosts: Fresh<Host>;
  readonly usage: Fresh<Usage>;
  /** Absent where the site keeps none. */
  readonly backups?: Fresh<Backup> | undefined;
  /** The places whose backups the last list is without, in words. */
  gaps(): readonly string[];
}

export type Shelves = ReadonlyMap<string, Shelf>;

export function createShelf(
  hypervisor: Hypervisor,
  { freshMs, deadlineMs }: InventoryOptions,
): Shelf {
  const { backups } = hypervisor;
  let gaps: readonly string[] = [];
  const timing = { freshMs, deadlineMs, retryMs: Math.min(RETRY_MS, freshMs) };
  return {
    hypervisor,
    gaps: () => gaps,
    machines: createFresh({ ...timing, read: (signal) => hypervisor.machines(signal) }),
    hosts: createFresh({ ...timing, read: (signal) => hypervisor.hosts(signal) }),
    usage: createFresh({ ...timing, read: (signal) => hypervisor.usage(signal) }),
    ...(backups && {
      backups: createFresh({
        ...timing,
        freshMs: Math.max(BACKUPS_MS, freshMs),
        async read(signal) {
          const silent: string[] = [];
          const all = await backups.list({
            signal,
            silent: ({ host, name, why }) => silent.push(`${name} on ${host} ${why}`),
          });
          gaps = silent;
          return all;
        },
      }),
    }),
  };
}

/** Asks every site at once; the slow and the silent do not hold up the others' answers beyond the deadline. */
export function askAll<K extends 'machines' | 'hosts'>(
  shelves: Shelves,
  what: K,
  signal: AbortSignal,
): Promise<(Awaited<ReturnType<Shelf[K]['get']>> & { site: string })[]> {
  const ask = async (shelf: Shelf) => ({
    site: shelf.hypervisor.site.name,
    ...(await shelf[what].get(signal)),
  });
  return Promise.all([...shelves.values()].map(ask)) as ReturnType<typeof askAll<K>>;
}

export interface BackupsAsked {
  /** As they are after this call. */
  readonly anew?: boolean | undefined;
  /** Only of that one. */
  readonly site?: string | undefined;
}

/** The backups of every site that keeps any. */
export async function askBackups(
  shelves: Shelves,
  signal: AbortSignal,
  { anew = false, site }: BackupsAsked,
): Promise<readonly (Answer<Backup> & { readonly site: string })[]> {
  const asked = [...shelves.values()].map(async ({ backups, hypervisor, gaps }) => {
    if (backups === undefined || (site ?? hypervisor.site.name) !== hypervisor.site.name) return [];
    const answer = await (anew ? backups.anew(signal) : backups.get(signal));
    return [{ site: hypervisor.site.name, ...answer, gaps: gaps() }];
  });
  return (await Promise.all(asked)).flat();
}

/** True when its names can be looked up without asking: young, or from a site known not to answer just now. */
export function isSettled({ machines }: Shelf): boolean {
  const { at, problem } = machines.peek();
  return problem !== undefined || (at !== undefined && Date.now() - at < NAMES_MS);
}

/** Throws `not-found`. */
export function shelfOf(shelves: Shelves, site: string): Shelf {
  const shelf = shelves.get(site);
  if (shelf) return shelf;
  throw new BotError('not-found', `There is no site ${site} in this configuration`);
}
