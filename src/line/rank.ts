import uFuzzy from '@leeoniya/ufuzzy';

/** One typo in a word of three letters and more; `unicode` would cost ten times as much. */
const fuzzy = new uFuzzy({ intraMode: 1, intraIns: 1 });

/** Above this many hits only the fast part of the search is worth its time. */
const MAX_RANKED = 1000;

/**
 * The names that fit a half-typed word, best first: those that begin with it, those that hold it, then those
 * that nearly do where no other fits. A pass over ten thousand names takes a few milliseconds.
 */
export function bestMatches(word: string, names: readonly string[], limit: number): string[] {
  const wanted = word.toLowerCase();
  const found = new Set<string>();
  const inside: string[] = [];
  for (const name of names) {
    const at = name.toLowerCase().indexOf(wanted);
    if (at === 0) found.add(name);
    else if (at > 0 && inside.length < limit) inside.push(name);
    if (found.size >= limit) return [...found];
  }
  for (const name of inside) found.add(name);
  if (found.size === 0 && word.length >= 2) addFuzzy(found, word, names);
  return [...found].slice(0, limit);
}

function addFuzzy(found: Set<string>, word: string, names: readonly string[]): void {
  const [hits, info, order] = fuzzy.search(names as string[], word.slice(0, 60), 0, MAX_RANKED);
  const ranked = order?.map((place) => info?.idx[place] ?? -1) ?? hits?.slice(0, MAX_RANKED) ?? [];
  for (const at of ranked) {
    const name = names[at];
    if (name !== undefined) found.add(name);
  }
}
