import uFuzzy from '@leeoniya/ufuzzy';
import { LRUCache } from 'lru-cache';
import type { Machine } from './hypervisor.ts';

/** Every machine's names in memory, for looking one up and for completing a word. */
export interface Names {
  /** Machines that a word can mean: by `site/id`; by name, `site/name` or id; or by the start of an id. */
  find(word: string): readonly Machine[];
  /** The shortest name that means this machine and no other. */
  label(machine: Machine): string;
  /** Labels that could complete or correct the word, best first. */
  suggest(word: string, limit: number): readonly string[];
}

const fuzzy = new uFuzzy({ intraMode: 1 });

/** An id's start must be this long to stand for it, as with short commit hashes. */
const MIN_ID_PREFIX = 6;

/** Built in one pass, because it is built anew for every list that has changed; what is sorted waits for its first use. */
export function indexNames(machines: readonly Machine[]): Names {
  const byName = Map.groupBy(machines, ({ name }) => name);
  const byId = Map.groupBy(machines, ({ id }) => id);
  const exact = (word: string): readonly Machine[] => {
    const named = byName.get(word) ?? none;
    const numbered = byId.get(word) ?? none;
    const cut = word.indexOf('/');
    if (cut < 0) return numbered.length === 0 ? named : [...new Set([...named, ...numbered])];
    const [site, rest] = [word.slice(0, cut), word.slice(cut + 1)];
    const there = (found: readonly Machine[] = none) => found.filter((one) => one.site === site);
    // Names come from outside: one spelt like another machine's path or id makes that word ambiguous, so that no
    // machine can take another's place. Only `site/id` cannot be forged, and it goes first.
    const certain = there(byId.get(rest));
    if (certain.length > 0) return certain;
    return [...new Set([...named, ...there(byName.get(rest)), ...numbered])];
  };
  const label = ({ site, name, id }: Machine): string => {
    const own = (word: string) => {
      const [only, other] = exact(word);
      return other === undefined && only?.id === id && only.site === site;
    };
    if (own(name)) return name;
    return own(`${site}/${name}`) ? `${site}/${name}` : `${site}/${id}`;
  };
  let labels: Labels | undefined;
  const answers = new LRUCache<string, readonly string[]>({ max: 200 });

  return {
    label,
    find(word) {
      const found = exact(word);
      return found.length > 0 ? found : byPart(word, machines);
    },
    suggest(word, limit) {
      const key = `${limit} ${word}`;
      const known = answers.get(key);
      if (known) return known;
      labels ??= sorted(machines.map(label));
      const found = suggestFrom(labels, word.toLowerCase()).slice(0, limit);
      answers.set(key, found);
      return found;
    },
  };
}

const none: readonly Machine[] = [];

interface Labels {
  readonly all: readonly string[];
  /** The same in small letters. */
  readonly lower: readonly string[];
}

function sorted(labels: readonly string[]): Labels {
  const all = labels.toSorted();
  return { all, lower: all.map((text) => text.toLowerCase()) };
}

function suggestFrom({ all, lower }: Labels, word: string): readonly string[] {
  if (word === '') return all;
  const starting = all.filter((_label, index) => lower[index]?.startsWith(word));
  if (starting.length > 0) return starting;
  const [hits, info, order] = fuzzy.search([...all], word, 0, 1_000);
  // The order is of the info's entries, which in turn name the labels.
  const indexes = order?.map((at) => info.idx[at]) ?? hits ?? [];
  return indexes.flatMap((index) => all[index ?? -1] ?? []);
}

/** The start of an id, alone or behind its site. */
function byPart(word: string, machines: readonly Machine[]): readonly Machine[] {
  return machines.filter((machine) => {
    const part = word.startsWith(`${machine.site}/`) ? word.slice(machine.site.length + 1) : word;
    return part.length >= MIN_ID_PREFIX && machine.id.startsWith(part);
  });
}
