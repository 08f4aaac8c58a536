import type { Completion } from '../chat.ts';
import type { Command } from '../command.ts';
import { realWords } from './find.ts';
import { closest } from './suggest.ts';
import type { Word } from './words.ts';

/** The next word of every command that begins with the words before. */
export function nextNames(
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

/** The words already typed of a command that is only named, as behind `help`. */
export function helpTopic(command: Command, words: readonly Word[]): string[] | undefined {
  const [only, ...others] = Object.values(command.options);
  if (only?.type !== 'rest' || only.of !== 'command' || others.length > 0) return undefined;
  return words.map((word) => word.text.toLowerCase());
}
