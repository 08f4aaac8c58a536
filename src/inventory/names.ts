import uFuzzy from '@leeoniya/ufuzzy';
import { LRUCache } from 'lru-cache';
import type { Machine } from '../hypervisor.ts';
import { isSelector } from './selector.ts';

/** Every machine's names in memory, for looking one up and for completing a word. */
export interface Names {
  /** Machines that a word can mean: by `site/id`; by name, `site/name` or id; or by the start of an id. */
  find(word: string): readonly Machine[];
  /** The shortest name that means this machine and no other. */
  label(machine: Machine): string;
  /** Where a label stands among all of them, as people count: `web-2` before `web-10`. */
  order(label: string): number;
  /** Labels that could complete or correct the word, best first. */
  suggest(word: string, limit: number, fits?: (machine: Machine) => boolean): readonly string[];
  /** Takes a newer list in which nobody came, left or was renamed; false, and nothing is taken, for any other. */
  renew(machines: readonly Machine[]): boolean;
}

const fuzzy = new uFuzzy({ intraMode: 1 });
const byCount = new Intl.Collator('en', { numeric: true });

/** An id's start must be this long to stand for it, as with short commit hashes. */
const MIN_ID_PREFIX = 6;

export function indexNames(list: readonly Machine[]): Names {
  let machines = list;
  let orders: ReadonlyMap<string, number> | undefined;
  const places = lookup(list);
  const label = labeller(list, places);
  const labels = list.map(label).sort();
  const lower = labels.map((text) => text.toLowerCase());
  const placed = placesOf(list, label);
  const answers = new LRUCache<string, readonly string[]>({ max: 200 });

  return {
    label,
    order(text) {
      orders ??= new Map(labels.toSorted(byCount.compare).map((one, at) => [one, at]));
      return orders.get(text) ?? labels.length;
    },
    find(word) {
      const found = places(word).flatMap((at) => machines[at] ?? []);
      return found.length > 0 ? found : byPart(word, machines);
    },
    suggest(word, limit, fits) {
      if (fits !== undefined) {
        return someFitting(suggestFrom(labels, lower, word.toLowerCase()), limit, (text) =>
          fitsAt(machines[placed(text)], fits),
        );
      }
      const key = `${limit} ${word}`;
      const known = answers.get(key);
      if (known) return known;
      const found = suggestFrom(labels, lower, word.toLowerCase()).slice(0, limit);
      answers.set(key, found);
      return found;
    },
    renew(newer) {
      const same = newer.length === list.length && newer.every((one, at) => isSame(one, list[at]));
      if (same) machines = newer;
      return same;
    },
  };
}

/** The shortest name that means one machine alone. */
function labeller(list: readonly Machine[], places: (word: string) => readonly number[]) {
  const means = (word: string, { site, id }: Machine) => {
    const [only = -1, other] = places(word);
    return other === undefined && list[only]?.id === id && list[only].site === site;
  };
  // A name that reads as a selector would mean others too; such a machine goes by its id.
  const plain = new Map(
    list
      .filter((one) => means(one.name, one) && !isSelector(one.name))
      .map((one) => [one.name, one]),
  );
  return (machine: Machine): string => {
    const { site, name, id } = machine;
    const known = plain.get(name);
    if (known?.id === id && known.site === site) return name;
    const path = `${site}/${name}`;
    return means(path, machine) && !isSelector(path) ? path : `${site}/${id}`;
  };
}

/** Where the machine of a label stands; counted when somebody asks. */
function placesOf(list: readonly Machine[], label: (machine: Machine) => string) {
  let places: ReadonlyMap<string, number> | undefined;
  return (text: string): number => {
    places ??= new Map(list.map((one, at) => [label(one), at]));
    return places.get(text) ?? -1;
  };
}

function fitsAt(machine: Machine | undefined, fits: (machine: Machine) => boolean): boolean {
  return machine !== undefined && fits(machine);
}

function someFitting(
  labels: readonly string[],
  limit: number,
  fits: (label: string) => boolean,
): readonly string[] {
  const found: string[] = [];
  for (const label of labels) {
    if (found.length >= limit) break;
    if (fits(label)) found.push(label);
  }
  return found;
}

/** What a whole word means, as places in the list, which outlive a newer list of the same machines. */
function lookup(list: readonly Machine[]): (word: string) => readonly number[] {
  const byName = groupPlaces(list, ({ name }) => name);
  const byId = groupPlaces(list, ({ id }) => id);
  return (word) => {
    const named = byName.get(word) ?? none;
    const numbered = byId.get(word) ?? none;
    const cut = word.indexOf('/');
    if (cut < 0) return numbered.length === 0 ? named : [...new Set([...named, ...numbered])];
    const [site, rest] = [word.slice(0, cut), word.slice(cut + 1)];
    const there = (found = none) => found.filter((at) => list[at]?.site === site);
    // Names come from outside: one spelt like another machine's path or id makes that word ambiguous, so that no
    // machine can take another's place. Only `site/id` cannot be forged, and it goes first.
    const certain = there(byId.get(rest));
    if (certain.length > 0) return certain;
    return [...new Set([...named, ...there(byName.get(rest)), ...numbered])];
  };
}

const none: readonly number[] = [];

function groupPlaces(list: readonly Machine[], key: (machine: Machine) => string) {
  const groups = new Map<string, number[]>();
  for (const [at, machine] of list.entries()) {
    const word = key(machine);
    const before = groups.get(word);
    if (before === undefined) groups.set(word, [at]);
    else before.push(at);
  }
  return groups as ReadonlyMap<string, readonly number[]>;
}

function isSame(one: Machine, other: Machine | undefined): boolean {
  return one.id === other?.id && one.site === other.site && one.name === other.name;
}

function suggestFrom(labels: readonly string[], lower: readonly string[], word: string) {
  if (word === '') return labels;
  const starting = labels.filter((_label, index) => lower[index]?.startsWith(word));
  if (starting.length > 0) return starting;
  const [hits, info, order] = fuzzy.search([...labels], word, 0, 1_000);
  // The order is of the info's entries, which in turn name the labels.
  const indexes = order?.map((at) => info.idx[at]) ?? hits ?? [];
  return indexes.flatMap((index) => labels[index ?? -1] ?? []);
}

/** The start of an id, alone or behind its site. */
function byPart(word: string, machines: readonly Machine[]): readonly Machine[] {
  return machines.filter((machine) => {
    const part = word.startsWith(`${machine.site}/`) ? word.slice(machine.site.length + 1) : word;
    return part.length >= MIN_ID_PREFIX && machine.id.startsWith(part);
  });
}
