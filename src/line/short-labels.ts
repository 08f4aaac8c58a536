import { splitWords } from './words.ts';

/**
 * What tells lines apart, for buttons: of `vm stop a/e1` and `vm stop b/e1` the `a/e1` and `b/e1`. Undefined for one
 * that nothing tells from the others, as one that is alone. Each line must be readable as words.
 */
export function shortLabels(lines: readonly string[]): readonly (string | undefined)[] {
  const all = lines.map((line) => splitWords(line).map(({ text }) => text));
  if (all.length < 2) return all.map(() => undefined);
  const shortest = Math.min(...all.map(({ length }) => length));
  const front = sameFor(shortest, (at) => all.map((words) => words[at]));
  const back = sameFor(shortest - front, (at) => all.map((words) => words.at(-1 - at)));
  return all.map((words) => words.slice(front, words.length - back).join(' ') || undefined);
}

function sameFor(most: number, wordsAt: (at: number) => readonly unknown[]): number {
  let same = 0;
  while (same < most && new Set(wordsAt(same)).size === 1) same += 1;
  return same;
}
