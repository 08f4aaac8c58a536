import type { Fault } from '../refusal.ts';

export type Path = readonly (string | number)[];

export function wrong(path: Path, code: string, message: string): Fault[] {
  return [{ path, code, message }];
}

export function missing(path: Path): Fault[] {
  return wrong(path, 'BASE_TYPE_REQUIRED', 'This field is required');
}

/**
 * Counts UTF-16 units. Discord does not say what it counts; this is the count that is never the smaller one, so what
 * passes here passes there.
 */
export function length(
  path: Path,
  text: string | null | undefined,
  min: number,
  max: number,
): Fault[] {
  if (text === undefined || text === null) return min > 0 ? missing(path) : [];
  if (min > 0 && text.trim() === '') return missing(path);
  return text.length > max
    ? wrong(path, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`)
    : [];
}

export function count(path: Path, list: readonly unknown[], min: number, max: number): Fault[] {
  return list.length < min || list.length > max
    ? wrong(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`)
    : [];
}

export function range(
  path: Path,
  value: number | null | undefined,
  min: number,
  max: number,
): Fault[] {
  return value !== undefined && value !== null && (value < min || value > max)
    ? wrong(path, 'NUMBER_TYPE_RANGE', `Value should be between ${min} and ${max}.`)
    : [];
}

/** Faults for each of a list, with its index in the path. */
export function each<T>(
  path: Path,
  list: readonly T[] | null | undefined,
  check: (one: T, path: Path) => readonly Fault[],
): Fault[] {
  return (list ?? []).flatMap((one, at) => check(one, [...path, at]));
}

/** Every one but the first with the same word. */
export function repeated(
  words: readonly { readonly path: Path; readonly word: string | null | undefined }[],
  code: string,
  message: string,
): Fault[] {
  const seen = new Set<string>();
  return words.flatMap(({ path, word }) => {
    if (word === undefined || word === null) return [];
    if (seen.has(word)) return wrong(path, code, message);
    seen.add(word);
    return [];
  });
}
