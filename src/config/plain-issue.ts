import { z } from 'zod';
import { closest } from '../line/suggest.ts';

/** What a value in the configuration should be, by the name zod has for it. */
const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
};

/** A mistake in words of ours where the schema has none: given to zod as `error` of one parse. */
export function inPlainWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `${isNothing(issue.input) ? 'is missing; it ' : ''}wants ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `wants ${either(issue.values.map(String))}`;
    case 'unrecognized_keys':
      return issue.keys.map((key) => noSuchKey(key, issue.inst)).join('; ');
    case 'too_small':
      return sized(issue.origin) ?? `wants at least ${issue.minimum}`;
    case 'too_big':
      return sized(issue.origin) ?? `wants at most ${issue.maximum}`;
    default:
      return undefined;
  }

  /** Texts and lists have a length, and an empty one is nearly always what is wrong. */
  function sized(origin: string): string | undefined {
    if (origin === 'string' || origin === 'array') {
      return issue.code === 'too_small' ? 'wants something in it' : 'is too long';
    }
    return undefined;
  }
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

function either(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${last}` : last;
}

function noSuchKey(key: string, inst: unknown): string {
  const known = inst instanceof z.ZodObject ? Object.keys(inst.shape) : [];
  const [near] = closest(key, known);
  return `there is no key "${key}"${near ? `; did you mean ${near}?` : ''}`;
}

/** A mistake with its path before it: `sites[0].name: wants …`. */
export function inWords({ path, message }: z.core.$ZodIssue): string {
  const at = path.reduce<string>(
    (before, part) =>
      typeof part === 'number'
        ? `${before}[${part}]`
        : `${before}${before ? '.' : ''}${String(part)}`,
    '',
  );
  return at ? `${at}: ${message}` : message;
}
