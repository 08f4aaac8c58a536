import type { ResolvedHost, ResolvedMachine, ResolvedTarget } from './command.ts';
import { BotError } from './errors.ts';
import type { Backup } from './hypervisor/backups.ts';
import type { Host, Hypervisor, Machine, MachineRef, Usage } from './hypervisor.ts';
import type { Answer } from './inventory/fresh.ts';
import { indexNames, type Names } from './inventory/names.ts';
import { isSelector, matcher } from './inventory/selector.ts';
import {
  askAll,
  askBackups,
  createShelf,
  defaultInventory,
  type InventoryOptions,
  isSettled,
  type Shelf,
  type Shelves,
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
  hosts(signal: AbortSignal): Promise<readonly SiteAnswer<Host>[]>;
  usage(site: string, signal: AbortSignal): Promise<SiteAnswer<Usage>>;
  /**
   * What every site keeps of its machines, also of those that are gone; sites without backups are left out. Remembered
   * for a minute, unless it has to be so after this call.
   */
  backups(
    signal: AbortSignal,
    options?: { readonly anew: boolean },
  ): Promise<readonly SiteAnswer<Backup>[]>;
  /** A name, `site/name` or id to the one machine; throws `not-found` or `ambiguous` with choices. */
  machine(word: string, signal: AbortSignal): Promise<ResolvedMachine>;
  /** A selector or a name to its machines; throws `not-found` when nothing fits. */
  select(selector: string, signal: AbortSignal): Promise<readonly ResolvedMachine[]>;
  host(word: string, signal: AbortSignal): Promise<ResolvedHost>;
  target(word: string, signal: AbortSignal): Promise<ResolvedTarget>;
  /** The machine as its site has it this moment, checked to be the same one. Throws `not-found`, `conflict`. */
  current(ref: MachineRef, signal: AbortSignal): Promise<ResolvedMachine>;
  /** The shortest name that means this machine and no other, as far as is remembered. */
  label(machine: Machine): string;
  /** Where a label stands among all of them, as people count: `web-2` before `web-10`. */
  order(label: string): number;
  /** Names to complete a word with, best first, from memory alone. */
  suggest(word: string, limit: number): readonly string[];
  /** Forgets the site's answers, after something there has changed. */
  forget(site: string): void;
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
    hosts: (signal) => askAll(shelves, 'hosts', signal),
    usage: async (site, signal) => ({
      site,
      ...(await shelfOf(shelves, site).usage.get(signal)),
    }),
    backups: (signal, { anew = false } = { anew: false }) => askBackups(shelves, signal, anew),
    host,
    target: (word, signal) => resolveTarget({ ...lookup, host }, word, signal),
    label: (machine) => names().label(machine),
    order: (label) => names().order(label),
    suggest: (word, limit) => names().suggest(word, limit),
    forget(site) {
      const shelf = shelfOf(shelves, site);
      for (const kept of [shelf.machines, shelf.hosts, shelf.usage, shelf.backups]) kept?.forget();
    },
  };
}

/** From a word to machines: from memory where that is young enough and holds the word, else asked for. */
function createLookup(
  shelves: Shelves,
  names: () => Names,
): Pick<Fleet, 'machine' | 'select' | 'current'> {
  const resolved = (machine: Machine): ResolvedMachine => ({
    machine,
    hypervisor: shelfOf(shelves, machine.site).hypervisor,
    label: names().label(machine),
  });
  const find = async (word: string, signal: AbortSignal): Promise<readonly Machine[]> => {
    const remembered = [...shelves.values()].every(isSettled) ? names().find(word) : [];
    if (remembered.length > 0) return remembered;
    await askAll(shelves, 'machines', signal);
    return names().find(word);
  };
  const machine = async (word: string, signal: AbortSignal) => {
    const found = await find(word, signal);
    const [only] = found;
    if (only && found.length === 1) return resolved(only);
    throw found.length > 1 ? ambiguous(word, found, names()) : unknown(word, names(), shelves);
  };
  return {
    machine,
    async select(selector, signal) {
      if (!isSelector(selector)) return [await machine(selector, signal)];
      const answers = await askAll(shelves, 'machines', signal);
      const fitting = answers.flatMap(({ items }) => items).filter(matcher(selector));
      if (fitting.length > 0) return fitting.map(resolved);
      throw new BotError('not-found', `No machine fits ${selector}`, {
        hint: 'vm list shows all.',
      });
    },
    async current(ref, signal) {
      const answer = await shelfOf(shelves, ref.site).machines.anew(signal);
      if (answer.problem === undefined) return resolved(sameMachine(ref, answer.items));
      throw new BotError('unreachable', `${ref.site} ${answer.problem}`);
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

function sameMachine(ref: MachineRef, items: readonly Machine[]): Machine {
  const found = items.find((machine) => machine.id === ref.id);
  if (!found) throw new BotError('not-found', `${ref.name} is no longer on ${ref.site}`);
  if (found.birth === ref.birth) return found;
  throw new BotError('conflict', `Another machine has taken the place of ${ref.name}`, {
    hint: 'It has the same id but was made later. Nothing was done to it; look at vm list.',
  });
}

function ambiguous(word: string, found: readonly Machine[], names: Names): BotError {
  const choices = found.map(names.label);
  return new BotError('ambiguous', `${word} means ${found.length} machines`, {
    hint: `Say which: ${choices.slice(0, 5).join(', ')}`,
    choices,
  });
}

function unknown(word: string, names: Names, shelves: Shelves): BotError {
  const fitting = isSelector(word) ? fittingIn(shelves, word) : [];
  if (fitting.length > 0) return forOne(word, fitting.map(names.label));
  const near = names.suggest(word, 3);
  const silent = [...shelves.values()]
    .filter((shelf) => shelf.machines.peek().problem !== undefined)
    .map((shelf) => shelf.hypervisor.site.name);
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'vm list shows all.';
  // It may well be there: a site that does not answer cannot be said to lack it.
  const message =
    silent.length > 0
      ? `${word} is not known: ${silent.join(' and ')} did not answer just now`
      : `There is no machine ${word}`;
  return new BotError('not-found', message, { hint, choices: near });
}

function fittingIn(shelves: Shelves, selector: string): readonly Machine[] {
  const known = [...shelves.values()].flatMap((shelf) => shelf.machines.peek().items);
  return known.filter(matcher(selector));
}

/** A selector where one machine is meant, also when only one fits: tomorrow it may be another. */
function forOne(word: string, choices: readonly string[]): BotError {
  const first = choices.slice(0, 5);
  return new BotError('ambiguous', `One machine is needed here, and ${word} may mean several`, {
    hint: `Say which: ${first.join(', ')}${choices.length > 5 ? ', …' : ''}`,
    choices: first,
  });
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
