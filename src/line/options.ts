import type { Command, Option } from '../command.ts';
import { BotError } from '../errors.ts';
import { clip } from './clip.ts';
import { dashed, isHelpName, isHelpOption } from './dashed.ts';
import { MissingValues, type RawValue, type RawValues } from './raw.ts';
import { closest } from './suggest.ts';
import { isPositional, listed, spelled, usageOf } from './usage.ts';
import { readValue, refuseUnstorable } from './values.ts';
import type { Word } from './words.ts';

/** An option as it was typed: `--name`, `--name=value` or `name=value`. */
export interface TypedOption {
  readonly name: string;
  readonly value?: string | undefined;
}

/** What has been read of a command's words so far. */
export interface Reading {
  readonly command: Command;
  readonly values: Map<string, RawValue>;
  /** Given as `--name`, so that no further word is added by place. */
  readonly byName: Set<string>;
  /** `--` was there: every later word is a value. */
  ended: boolean;
  yes: boolean;
  /** `--help` was there: nothing else on the line counts. */
  help: boolean;
}

export function startReading(command: Command): Reading {
  return { command, values: new Map(), byName: new Set(), ended: false, yes: false, help: false };
}

/**
 * The values behind a command's name; undefined when its help is asked for. Throws `usage`, `invalid` and
 * `MissingValues`.
 */
export function readOptions(command: Command, words: readonly Word[]) {
  const reading = startReading(command);
  // Behind the name at once it is never a word of the rest: `guest run --help`.
  if (words[0] !== undefined && isHelpOption(words[0])) return undefined;
  try {
    for (let at = 0; at < words.length; ) at += readNext(reading, words, at);
  } catch (error) {
    throw withUsage(error, command);
  }
  if (reading.help) return undefined;
  refuseMissing(reading);
  return { raw: complete(reading), yes: reading.yes };
}

/** Reads the words at `at`; gives how many they were. */
export function readNext(reading: Reading, words: readonly Word[], at: number): number {
  const word = words[at];
  if (word === undefined) return 1;
  const next = nextPositional(reading);
  if (next !== undefined && takesAll(next[1])) return readRest(reading, next[0], words.slice(at));
  if (!(word.quoted || reading.ended)) {
    if (word.text === '--' || word.text === '—') {
      reading.ended = true;
      return 1;
    }
    const option = typedOption(word, reading.command);
    if (option !== undefined) return readNamed(reading, option, words.slice(at + 1));
  }
  readPlain(reading, next, word);
  return 1;
}

/** The word as an option, when it is one for this command. */
export function typedOption(word: Word, command: Command): TypedOption | undefined {
  if (word.quoted) return undefined;
  const [, name = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(word.text) ?? [];
  if (dashed.test(name)) return { name: name.replace(dashed, ''), value };
  if (value === undefined || findOption(command, name) === undefined) return undefined;
  return { name, value };
}

/** An option that can be given by name; the rest of a line has no name. */
export function findOption(command: Command, typed: string): [string, Option] | undefined {
  const wanted = typed.toLowerCase();
  return Object.entries(command.options).find(
    ([name, option]) =>
      option.type !== 'rest' && [spelled(name), name.toLowerCase()].includes(wanted),
  );
}

/** The option that the next plain word belongs to. */
export function nextPositional(reading: Reading): [string, Option] | undefined {
  const places = Object.entries(reading.command.options).filter(([, option]) =>
    isPositional(option),
  );
  const free = places.find(([name]) => !reading.values.has(name));
  if (free !== undefined) return free;
  const last = places.at(-1);
  const many = last?.[1].type === 'machines' || last?.[1].type === 'rest';
  return many && !reading.byName.has(last[0]) ? last : undefined;
}

/** From its first word on, everything belongs to it, whatever it looks like. */
export function takesAll(option: Option): boolean {
  return option.type === 'rest' && option.ours !== true;
}

function readRest(reading: Reading, name: string, words: readonly Word[]): number {
  const texts = words.map((word) => word.text);
  for (const text of texts) refuseUnstorable(name, text);
  reading.values.set(name, texts);
  return words.length;
}

function readPlain(reading: Reading, next: [string, Option] | undefined, word: Word): void {
  if (next === undefined) {
    const what = `${reading.command.name} does not know what to do with ${clip(word.text)}`;
    throw new BotError('usage', what, { hint: 'Put a value with spaces in quotes.' });
  }
  const [name, option] = next;
  const value = readValue(name, option, word.text);
  const before = reading.values.get(name);
  const many = Array.isArray(before) && Array.isArray(value);
  reading.values.set(name, many ? [...before, ...value] : value);
}

function readNamed(reading: Reading, typed: TypedOption, later: readonly Word[]): number {
  if (typed.name.toLowerCase() === 'yes') return readYes(reading, typed, later);
  const found = findOption(reading.command, typed.name);
  if (found === undefined && typed.value === undefined && isHelpName(typed.name)) {
    reading.help = true;
    return later.length + 1;
  }
  if (found === undefined) throw unknownOption(reading.command, typed.name);
  const [name, option] = found;
  if (reading.values.has(name)) {
    throw new BotError('usage', `${spelled(name)} is given twice`);
  }
  reading.byName.add(name);
  if (option.type === 'flag') {
    refuseValue(spelled(name), typed);
    reading.values.set(name, true);
    return 1;
  }
  const text = typed.value ?? valueBehind(reading.command, later[0]);
  if (text === undefined) throw new BotError('usage', `--${spelled(name)} needs a value behind it`);
  reading.values.set(name, readValue(name, option, text));
  return typed.value === undefined ? 2 : 1;
}

function readYes(reading: Reading, typed: TypedOption, later: readonly Word[]): number {
  refuseValue('yes', typed);
  if (later.length > 0) {
    throw new BotError('usage', '--yes stands at the very end of a line');
  }
  reading.yes = true;
  return 1;
}

function refuseValue(name: string, typed: TypedOption): void {
  if (typed.value === undefined) return;
  throw new BotError('usage', `--${name} takes no value, but was given ${clip(typed.value)}`);
}

function valueBehind(command: Command, word: Word | undefined): string | undefined {
  if (word === undefined) return undefined;
  const looksLikeOption = !word.quoted && dashed.test(word.text);
  return looksLikeOption || typedOption(word, command) !== undefined ? undefined : word.text;
}

function unknownOption(command: Command, typed: string): BotError {
  const names = Object.entries(command.options)
    .filter(([, option]) => option.type !== 'rest')
    .map(([name]) => spelled(name));
  const near = closest(typed, names).map((name) => `--${name}`);
  const guess = near.length > 0 ? `Did you mean ${listed(near, 'or')}? ` : '';
  return new BotError('usage', `${command.name} has no option ${clip(`--${typed}`)}`, {
    hint: `${guess}To name something that begins with a dash, put it in quotes.`,
  });
}

/** Every refusal ends with the way to type the command. */
function withUsage(error: unknown, command: Command): unknown {
  if (!(error instanceof BotError)) return error;
  const hint = [error.hint, `Usage: ${usageOf(command)}`].filter(Boolean).join(' ');
  return new BotError(error.code, error.message, { hint, choices: error.choices });
}

function refuseMissing({ command, values }: Reading): void {
  const missing = Object.entries(command.options)
    .filter(([name, option]) => option.required && !values.has(name))
    .map(([name]) => name);
  if (missing.length === 0) return;
  // One machine is enough where several may be named.
  const things = missing
    .map((name) => {
      const type = command.options[name]?.type;
      return type === 'machines' || (type === 'rest' && name.endsWith('s'))
        ? name.replace(/s$/, '')
        : spelled(name);
    })
    .map((name) => `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`);
  const also = Object.entries(command.options)
    .filter(([name, option]) => option.type === 'rest' && option.asked && !values.has(name))
    .map(([name]) => name);
  throw new MissingValues(`${command.name} needs ${listed(things)}`, `Usage: ${usageOf(command)}`, {
    command,
    given: Object.fromEntries(values),
    missing: [...missing, ...also],
    offers: Object.fromEntries(also.map((name) => [name, { choices: [], optional: true }])),
  });
}

function complete({ command, values }: Reading): RawValues {
  return Object.fromEntries(
    Object.entries(command.options).map(([name, option]) => [
      name,
      values.get(name) ?? absent(option),
    ]),
  );
}

function absent(option: Option): RawValue {
  if (option.type === 'flag') return false;
  return option.type === 'rest' ? [] : undefined;
}
