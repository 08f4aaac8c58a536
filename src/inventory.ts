import type { ResolvedHost, ResolvedMachine, ResolvedTarget } from './command.ts';
import { BotError } from './errors.ts';
import type { Backup } from './hypervisor/backups.ts';
import type { Host, Hypervisor, Machine, MachineRef, Usage } from './hypervisor.ts';
import type { Answer } from './inventory/fresh.ts';
import { createLookup } from './inventory/lookup.ts';
import { indexNames, type Names } from './inventory/names.ts';
import {
  askAll,
  askBackups,
  type BackupsAsked,
  createShelf,
  defaultInventory,
  type InventoryOptions,
  type Shelf,
  shelfOf,
} from './inventory/shelf.ts';
import { resolveTarget } from './inventory/target.ts';

/** What commands may ask about every machine on every host, fresh or with its age. */
export interface Fleet {
  readonly sites: readonly Hypervisor[];
  /** The site of that name; throws `not-found`. */
  site(name: string): Hypervisor;
  /** Every site's answer; a site that does not answer has its error and, where known, its older machines. */
  machines(signal: AbortSignal): Promise<readonly SiteAnswer<Machine>[]>;
  /** The same of one site. */
  ask(site: string, signal: AbortSignal): Promise<SiteAnswer<Machine>>;
  /** Those that did not answer here when they were asked last. */
  unreached(): readonly string[];
  hosts(signal: AbortSignal): Promise<readonly SiteAnswer<Host>[]>;
  /** The same of one site. */
  hostsOf(site: string, signal: AbortSignal): Promise<SiteAnswer<Host>>;
  usage(site: string, signal: AbortSignal): Promise<SiteAnswer<Usage>>;
  /**
   * What every site keeps of its machines, also of those that are gone; sites without backups are left out. Remembered
   * for a minute, unless it has to be so after this call. With `site`, only that one is asked.
   */
  backups(signal: AbortSignal, options?: BackupsAsked): Promise<readonly SiteAnswer<Backup>[]>;
  /** A name, `site/name` or id to the one machine; throws `not-found` or `ambiguous` with choices. */
  machine(word: string, signal: AbortSignal, options?: LookedUp): Promise<ResolvedMachine>;
  /** A selector or a name to its machines; throws `not-found` when nothing fits. */
  select(
    selector: string,
    signal: AbortSignal,
    options?: LookedUp,
  ): Promise<readonly ResolvedMachine[]>;
  host(word: string, signal: AbortSignal): Promise<ResolvedHost>;
  target(word: string, signal: AbortSignal): Promise<ResolvedTarget>;
  /** The machine as its site has it this moment, checked to be the same one. Throws `not-found`, `conflict`. */
  current(ref: MachineRef, signal: AbortSignal, options?: Current): Promise<ResolvedMachine>;
  /** The shortest name that means this machine and no other, as far as is remembered. */
  label(machine: Machine): string;
  /** Where a label stands among all of them, as people count: `web-2` before `web-10`. */
  order(label: string): number;
  /** Names to complete a word with, best first, from memory alone. */
  suggest(word: string, limit: number, fits?: (machine: Machine) => boolean): readonly string[];
  /** Forgets the site's answers, after something there has changed. */
  forget(site: string): void;
}

export interface LookedUp {
  /** Nothing is kept of it and nothing done to it: it may lack its birth mark, where that costs a question. */
  readonly onlyShown?: boolean | undefined;
}

export interface Current {
  /** A list that is still young is enough: for what takes nothing down. */
  readonly remembered?: boolean | undefined;
}

export interface SiteAnswer<T> extends Answer<T> {
  readonly site: string;
}

export function createInventory(
  hypervisors: readonly Hypervisor[],
  options: InventoryOptions = defaultInventory,
): Fleet {
  const shelves = new Map(hypervisors.map((one) => [one.site.name, createShelf(one, options)]));
  const names = namesOver([...shelves.values()]);
  const lookup = createLookup(shelves, names);
  const host = async (word: string, signal: AbortSignal) =>
    onlyHost(word, await askAll(shelves, 'hosts', signal), (site) => shelfOf(shelves, site));
  return {
    ...lookup,
    sites: hypervisors,
    site: (name) => shelfOf(shelves, name).hypervisor,
    async machines(signal) {
      const answers = await askAll(shelves, 'machines', signal);
      // The index is ready before anybody types the next word.
      names();
      return answers;
    },
    ask: async (site, signal) => ({
      site,
      ...(await shelfOf(shelves, site).machines.get(signal)),
    }),
    unreached: () =>
      [...shelves].flatMap(([name, { machines }]) =>
        machines.peek().problem === undefined ? [] : [name],
      ),
    hosts: (signal) => askAll(shelves, 'hosts', signal),
    hostsOf: async (site, signal) => ({
      site,
      ...(await shelfOf(shelves, site).hosts.get(signal)),
    }),
    usage: async (site, signal) => ({
      site,
      ...(await shelfOf(shelves, site).usage.get(signal)),
    }),
    backups: (signal, asked = {}) => askBackups(shelves, signal, asked),
    host,
    target: (word, signal) => resolveTarget({ ...lookup, host }, word, signal),
    label: (machine) => names().label(machine),
    order: (label) => names().order(label),
    suggest: (word, limit, fits) => names().suggest(word, limit, fits),
    forget(site) {
      const shelf = shelfOf(shelves, site);
      for (const kept of [shelf.machines, shelf.hosts, shelf.usage, shelf.backups]) kept?.forget();
    },
  };
}

/** One index over what is remembered, made anew only when a site's answer names other machines. */
function namesOver(shelves: readonly Shelf[]): () => Names {
  let seen: readonly unknown[] = [];
  let index = indexNames([]);
  return () => {
    const now = shelves.map((shelf) => shelf.machines.peek().items);
    if (now.some((items, at) => items !== seen[at])) {
      seen = now;
      const all = now.flat();
      if (!index.renew(all)) index = indexNames(all);
    }
    return index;
  };
}

function onlyHost(
  word: string,
  answers: readonly SiteAnswer<Host>[],
  shelf: (site: string) => Shelf,
): ResolvedHost {
  const hosts = answers.flatMap((answer) => answer.items);
  const found = hosts.filter((host) => host.name === word || `${host.site}/${host.name}` === word);
  const [only] = found;
  if (only && found.length === 1) {
    return { host: only, hypervisor: shelf(only.site).hypervisor };
  }
  const choices = (only ? found : hosts).map((host) =>
    only ? `${host.site}/${host.name}` : host.name,
  );
  throw new BotError(
    only ? 'ambiguous' : 'not-found',
    only ? `${word} means ${found.length} hosts` : `There is no host ${word}`,
    { hint: `Known: ${choices.slice(0, 8).join(', ') || 'none that answers'}`, choices },
  );
}
