import type { Completion } from '../../../../src/chat.ts';
import type { Command, Option } from '../../../../src/command.ts';
import { clipped } from '../../../../src/drawing/clipped.ts';
import { visible } from '../../../../src/drawing/visible.ts';
import { BotError } from '../../../../src/errors.ts';
import { lastWord } from '../../../../src/line/complete.ts';
import { lineOf } from '../../../../src/line/line-of.ts';
import { isPositional, spelled } from '../../../../src/line/usage.ts';
import { quoteWord, splitWords } from '../../../../src/line/words.ts';
import { commandLimits } from './limits.ts';
import { DO, isSame, LINE, OWN, type Renames, renamed, type Spot, spotOf } from './names.ts';

export type OptionValue = string | number | boolean;

/** A command as Discord brings it: options by name, in the order that the person took. */
export interface Asked extends Spot {
  readonly options: Readonly<Record<string, OptionValue | undefined>>;
}

/** What is typed just now, for which choices are wanted. */
export interface Focused {
  readonly name: string;
  readonly value: string;
}

/** The line that a person at a keyboard would have typed; the same parser reads it. */
export function lineOfInteraction(
  asked: Asked,
  commands: readonly Command[],
  renames: Renames = {},
): string {
  if (isTyped(asked, renames)) return String(asked.options[LINE] ?? '');
  return lineWith(commandAt(asked, commands, renames), asked.options);
}

/** The line so far, with the half-typed value as its last word: what the bot completes. */
export function focusedLine(
  asked: Asked,
  commands: readonly Command[],
  renames: Renames,
  focused: Focused,
): string {
  if (isTyped(asked, renames)) return focused.value;
  const command = commandAt(asked, commands, renames);
  const { [focused.name]: _, ...others } = asked.options;
  const line = lineWith(command, others);
  const { name, value } = focused;
  if (optionNamed(command, name)?.type === 'rest') return `${line} ${value}`;
  return `${line} --${name}=${halfWord(isList(command, name) ? lastWord(value).text : value)}`;
}

/** Completions as choices for the focused option: each is the whole value, as it would be typed there. */
export function choicesOf(
  asked: Asked,
  commands: readonly Command[],
  renames: Renames,
  { focused, completions }: { focused: Focused; completions: readonly Completion[] },
): { name: string; value: string }[] {
  const command = isTyped(asked, renames) ? undefined : commandAt(asked, commands, renames);
  const { choice, choices } = commandLimits;
  const values = completions.flatMap(({ value }) => wholeValue(command, focused, value));
  const named = new Map(
    values
      .filter((value) => value.trim() !== '' && value.length <= choice)
      .map((value) => [clipped(visible(value), choice), value]),
  );
  return [...named].slice(0, choices).map(([name, value]) => ({ name, value }));
}

/** The completed word with what stands before it in the same option. */
function wholeValue(command: Command | undefined, { name, value }: Focused, word: string) {
  const before = value.slice(0, lastWord(value).start);
  if (command === undefined || optionNamed(command, name)?.type === 'rest') return [before + word];
  const prefix = `--${name}=`;
  if (!word.startsWith(prefix)) return [];
  const completed = word.slice(prefix.length);
  if (isList(command, name)) return [before + completed];
  return splitWords(completed).map(({ text }) => text);
}

function isTyped(asked: Spot, renames: Renames): boolean {
  return isSame(asked, { name: renamed(OWN, renames), subcommand: DO });
}

function commandAt(asked: Spot, commands: readonly Command[], renames: Renames): Command {
  const found = commands.find((command) => isSame(asked, spotOf(command, renames)));
  if (found !== undefined) return found;
  const name = [asked.name, asked.group, asked.subcommand].filter(Boolean).join(' ');
  throw new BotError('usage', `There is no command /${name} any more`, {
    hint: 'Discord may show an old list for a while. Press Ctrl+R, or start the app anew.',
  });
}

/** An option as it is registered: `per-machine` is `perMachine`. */
function optionNamed(command: Command, registered: string): Option | undefined {
  return Object.entries(command.options).find(([name]) => spelled(name) === registered)?.[1];
}

/** What stands for the rest of a line, or for several machines, is words as they are typed. */
function lineWith(command: Command, given: Asked['options']): string {
  const entries = Object.entries(command.options).flatMap(([name, option]) => {
    const value = given[spelled(name)];
    return value === undefined ? [] : [{ name, option, value }];
  });
  const rest = entries.filter(({ option }) => option.type === 'rest');
  const raw = entries
    .filter(({ option }) => option.type !== 'rest')
    .map(({ name, value }) => [
      name,
      isList(command, spelled(name)) ? splitWords(String(value)).map(({ text }) => text) : value,
    ]);
  const line = lineOf(command, Object.fromEntries(raw));
  return [line, ...rest.map(({ value }) => String(value))].join(' ').trimEnd();
}

/** True where several words can stand in the option: machines at the end of a line. */
function isList(command: Command, registered: string): boolean {
  const places = Object.entries(command.options).filter(([, option]) => isPositional(option));
  const [name = '', option] = places.at(-1) ?? [];
  return option?.type === 'machines' && spelled(name) === registered;
}

/** The word as far as it is typed: a quote that is needed is still open. */
function halfWord(text: string): string {
  const word = quoteWord(text);
  return word.startsWith('"') ? word.slice(0, -1) : word;
}
