import type { Permission } from '../access/permission.ts';
import type { Completion } from '../chat.ts';
import type { Command, Option } from '../command.ts';
import { MAX_COMPLETIONS } from './limits.ts';
import { offeredBy } from './offered.ts';
import {
  findOption,
  nextPositional,
  type Reading,
  readNext,
  startReading,
  type TypedOption,
  takesAll,
  typedOption,
} from './options.ts';
import { bestMatches } from './rank.ts';
import type { RawValues } from './raw.ts';
import { spelled } from './usage.ts';
import { quoteWord, type Word } from './words.ts';

export interface CompletionSources {
  may(permission: Permission): boolean;
  /**
   * Names an option's value could be, from memory alone: machines, hosts, the snapshots of the machine given
   * before. They need not be filtered or ordered by `word`, what is typed of the value so far.
   */
  names(option: Option, given: RawValues, word: string, command: Command): readonly string[];
}

/** Two hyphens, or what phones make of them, perhaps without a name yet. */
const dash = /^[-—–‐‑‒―−]+/;

function readSoFar(
  command: Command,
  words: readonly Word[],
): { reading: Reading; pending?: Option } {
  const reading = startReading(command);
  for (let at = 0; at < words.length; ) {
    const pending = pendingOption(reading, words[at], at === words.length - 1);
    if (pending !== undefined) return { reading, pending };
    at += readNext(reading, words, at);
  }
  return { reading };
}

/** The option whose value the last word will be: `… --count ▮`. */
function pendingOption(
  reading: Reading,
  word: Word | undefined,
  isLast: boolean,
): Option | undefined {
  if (!isLast || word === undefined || reading.ended || restBegins(reading)) return undefined;
  const typed = typedOption(word, reading.command);
  if (typed === undefined || typed.value !== undefined) return undefined;
  const option = findOption(reading.command, typed.name)?.[1];
  return option?.type === 'flag' ? undefined : option;
}

function restBegins(reading: Reading): boolean {
  const next = nextPositional(reading)?.[1];
  return next !== undefined && takesAll(next);
}

/** What the last word could be as a value or an option of the command. */
export function completeValue(
  command: Command,
  { words, last }: { readonly words: readonly Word[]; readonly last: Word },
  sources: CompletionSources,
): Completion[] {
  const { reading, pending } = readSoFar(command, words);
  if (pending !== undefined) return valuesOf(pending, reading, last.text, sources).map(plain);
  if (restBegins(reading)) return [];
  const typed = reading.ended ? undefined : typedOption(last, reading.command);
  if (typed?.value !== undefined) return assigned(reading, last, typed, sources);
  if (!(last.quoted || reading.ended) && dash.test(last.text)) {
    return optionNames(reading, last.text);
  }
  const next = nextPositional(reading);
  if (next !== undefined) return valuesOf(next[1], reading, last.text, sources).map(plain);
  return last.text === '' ? optionNames(reading, '') : [];
}

/** `--name=▮` and `name=▮`: what stands before the `=` is kept as it was typed. */
function assigned(
  reading: Reading,
  last: Word,
  typed: TypedOption,
  sources: CompletionSources,
): Completion[] {
  const option = findOption(reading.command, typed.name)?.[1];
  if (option === undefined) return [];
  const before = last.text.slice(0, last.text.indexOf('=') + 1);
  const found = valuesOf(option, reading, typed.value ?? '', sources);
  return found.map((value) => ({ value: before + quoteWord(value) }));
}

function plain(value: string): Completion {
  return { value: quoteWord(value) };
}

function valuesOf(
  option: Option,
  reading: Reading,
  word: string,
  sources: CompletionSources,
): string[] {
  if (!isNamed(option)) return [];
  const given = Object.fromEntries(reading.values);
  const names = offeredBy(option) ?? sources.names(option, given, word, reading.command);
  return bestMatches(word, names, MAX_COMPLETIONS);
}

/** True where the value is one of some names; nobody can guess a number or a free text. */
function isNamed(option: Option): boolean {
  if (option.type === 'text') return (option.of ?? option.such) !== undefined;
  return !['integer', 'size', 'flag', 'rest'].includes(option.type);
}

/** `--name` for everything that was not given yet and can be. */
function optionNames(reading: Reading, typed: string): Completion[] {
  const free = Object.entries(reading.command.options).filter(
    ([name, option]) => option.type !== 'rest' && !reading.values.has(name),
  );
  const described = new Map(
    free.map(([name, { description }]) => [`--${spelled(name)}`, description]),
  );
  const wanted = typed.replace(dash, '--');
  return bestMatches(wanted, [...described.keys()], MAX_COMPLETIONS).map((value) => ({
    value,
    description: described.get(value),
  }));
}
