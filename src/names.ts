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

export function indexNames(machines: readonly Machine[]): Names {
  const byName = groupBy(machines, (machine) => machine.name);
  const byPath = groupBy(machines, (machine) => `${machine.site}/${machine.name}`);
  const byId = groupBy(machines, (machine) => machine.id);
  const bySiteId = groupBy(machines, (machine) => `${machine.site}/${machine.id}`);
  // Names come from outside: one spelt like another machine's path or id makes that word ambiguous, so that no
  // machine can take another's place. Only `site/id` cannot be forged, and it goes first.
  const exact = (word: string): readonly Machine[] => {
    const found = [byName, byPath, byId].flatMap((index) => index.get(word) ?? []);
    return bySiteId.get(word) ?? [...new Set(found)];
  };
  const label = (machine: Machine): string => {
    const { site, name, id } = machine;
    const own = (word: string) => {
      const found = exact(word);
      return found.length === 1 && found[0] === machine;
    };
    return [name, `${site}/${name}`].find(own) ?? `${site}/${id}`;
  };
  const labels = machines.map(label).sort();
  const lower = labels.map((text) => text.toLowerCase());
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
      const found = suggestFrom(labels, lower, word.toLowerCase()).slice(0, limit);
      answers.set(key, found);
      return found;
    },
  };
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

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  return Map.groupBy(items, key);
}
