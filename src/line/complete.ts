import type { Permission } from '../access/permission.ts';
import type { Completion } from '../chat.ts';
import type { Command, Option } from '../command.ts';
import { BotError } from '../errors.ts';
import { commandWords, matchCommand, realWords } from './find.ts';
import { MAX_LINE_CHARS } from './limits.ts';
import {
  findOption,
  nextPositional,
  type Reading,
  readNext,
  startReading,
  type TypedOption,
  typedOption,
} from './options.ts';
import { bestMatches } from './rank.ts';
import type { RawValues } from './raw.ts';
import { closest } from './suggest.ts';
import { spelled } from './usage.ts';
import { quoteWord, scanWords, type Word } from './words.ts';

/** Discord's limit for the choices of an autocomplete: https://docs.discord.com/developers/interactions/receiving-and-responding */
const MAX_COMPLETIONS = 25;

/** Two hyphens, or what phones make of them, perhaps without a name yet. */
const dash = /^[-—–‐‑‒―−]+/;

export interface CompletionSources {
  may(permission: Permission): boolean;
  /**
   * Names an option's value could be, from memory alone: machines, hosts, the snapshots of the machine given
   * before. They need not be filtered or ordered by `word`, what is typed of the value so far.
   */
  names(option: Option, given: RawValues, word: string): readonly string[];
}

/** The half-typed last word of a line and where it begins; empty behind white space. */
export interface LastWord {
  readonly text: string;
  readonly start: number;
}

/** What could stand for the last word of a half-typed line, whole words ready to type, best first. */
export function completeLine(
  line: string,
  commands: readonly Command[],
  sources: CompletionSources,
): Completion[] {
  if (line.length > MAX_LINE_CHARS) return [];
  try {
    const { words, last } = split(line);
    const allowed = commands.filter((command) => sources.may(command.needs));
    const { skip, texts } = commandWords(words);
    const found = matchCommand(texts, allowed);
    const names = last.quoted
      ? []
      : nextNames(words.length - skip < 3 ? texts : undefined, last, allowed);
    if (found === undefined || names.length > 0) return names.slice(0, MAX_COMPLETIONS);
    const after = helpTopic(found.command, words.slice(skip + found.used));
    if (after !== undefined) return nextNames(after, last, allowed);
    return values(readSoFar(found.command, words.slice(skip + found.used)), last, sources);
  } catch (error) {
    if (error instanceof BotError) return [];
    throw error;
  }
}

/** The words already typed of a command that is only named, as behind `help`. */
function helpTopic(command: Command, words: readonly Word[]): string[] | undefined {
  const [only, ...others] = Object.values(command.options);
  if (only?.type !== 'rest' || only.of !== 'command' || others.length > 0) return undefined;
  return words.map((word) => word.text.toLowerCase());
}

/** The part of a half-typed line that a completion replaces. */
export function lastWord(line: string): LastWord {
  try {
    const { last } = split(line);
    return { text: last.text, start: last.start };
  } catch (error) {
    if (error instanceof BotError) return { text: '', start: line.length };
    throw error;
  }
}

function split(line: string): { words: readonly Word[]; last: Word } {
  const { words, open } = scanWords(line);
  const end = line.length;
  const last = words.at(-1);
  if (last !== undefined && (open !== undefined || last.end === end)) {
    return { words: words.slice(0, -1), last };
  }
  return { words, last: { text: '', quoted: false, start: end, end } };
}

/** The next word of every command that begins with the words before. */
function nextNames(
  texts: readonly string[] | undefined,
  last: Word,
  commands: readonly Command[],
): Completion[] {
  if (texts === undefined) return [];
  const before = texts.join('') === '' ? [] : realWords(texts, commands);
  const typed = last.text.toLowerCase().replace(before.length === 0 ? /^\// : '', '');
  const found = new Map<string, string[]>();
  for (const { name, description } of commands) {
    const words = name.split(' ');
    const next = words[before.length];
    if (next === undefined || !before.every((word, at) => words[at] === word)) continue;
    const whole = words.length === before.length + 1;
    found.set(next, [...(found.get(next) ?? []), whole ? description : (words.at(-1) ?? '')]);
  }
  const beginning = [...found.keys()].filter((value) => value.startsWith(typed));
  const fitting = beginning.length > 0 ? beginning : closest(typed, [...found.keys()]);
  return fitting.map((value) => ({
    value,
    description: found.get(value)?.join(', '),
  }));
}

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
  return nextPositional(reading)?.[1].type === 'rest';
}

function values(
  { reading, pending }: { reading: Reading; pending?: Option },
  last: Word,
  sources: CompletionSources,
): Completion[] {
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
  const names = option.type === 'choice' ? option.values : sources.names(option, given, word);
  return bestMatches(word, names, MAX_COMPLETIONS);
}

/** True where the value is one of some names; nobody can guess a number or a free text. */
function isNamed(option: Option): boolean {
  if (option.type === 'text') return option.of !== undefined;
  return option.type !== 'integer' && option.type !== 'flag' && option.type !== 'rest';
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
