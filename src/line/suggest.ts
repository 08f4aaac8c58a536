/** How many things a "did you mean" offers. */
const MAX_SUGGESTIONS = 3;

/**
 * Damerau–Levenshtein distance (optimal string alignment): letters left out, added, changed, or two
 * neighbours swapped. More than `most` is said as Infinity, without the work of counting it.
 */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let line = 1; line <= a.length; line += 1) {
    const next = nextRow({ a, b, line, row, before });
    if (Math.min(...next) > most) return Number.POSITIVE_INFINITY;
    before = row;
    row = next;
  }
  const found = row[b.length] ?? Number.POSITIVE_INFINITY;
  return found > most ? Number.POSITIVE_INFINITY : found;
}

interface Rows {
  readonly a: string;
  readonly b: string;
  readonly line: number;
  readonly row: readonly number[];
  readonly before: readonly number[];
}

function nextRow({ a, b, line, row, before }: Rows): number[] {
  const next = [line];
  for (let column = 1; column <= b.length; column += 1) {
    const same = a[line - 1] === b[column - 1];
    const swapped = line > 1 && a[line - 1] === b[column - 2] && a[line - 2] === b[column - 1];
    next.push(
      Math.min(
        (row[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (row[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      ),
    );
  }
  return next;
}

/** How far a typed word may be from a real one and still mean it. */
function tolerance(word: string): number {
  if (word.length <= 2) return 0;
  return word.length <= 4 ? 1 : word.length <= 7 ? 2 : 3;
}

/** The distance of a typed word from a real one; a beginning of it counts as close. Infinity when far. */
export function typoDistance(typed: string, real: string): number {
  if (typed === real) return 0;
  if (typed.length >= 2 && real.startsWith(typed)) return 0.5;
  return distance(typed, real, tolerance(real));
}

/** The candidates nearest to a typed word, best first, at most three; none when none is near. */
export function closest(typed: string, candidates: readonly string[]): string[] {
  const word = typed.toLowerCase();
  return nearest(candidates.map((value) => ({ value, far: typoDistance(word, value) })));
}

/** The values that are near at all, nearest first, equals in the order they came. */
export function nearest<T>(scored: readonly { readonly value: T; readonly far: number }[]): T[] {
  return scored
    .filter(({ far }) => far !== Number.POSITIVE_INFINITY)
    .toSorted((a, b) => a.far - b.far)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ value }) => value);
}
