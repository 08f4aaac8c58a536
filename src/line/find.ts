import type { Command } from '../command.ts';
import { BotError } from '../errors.ts';
import { beginnings, groups, verbs } from './aliases.ts';
import { clip } from './clip.ts';
import { closest, distance, nearest, typoDistance } from './suggest.ts';
import { listed } from './usage.ts';
import type { Word } from './words.ts';

export interface Typed {
  readonly line: string;
  readonly words: readonly Word[];
}

export interface Found {
  readonly command: Command;
  /** How many of the typed words were the command's name, the bot's own name before it included. */
  readonly used: number;
}

/** The command a line begins with. Throws `usage` with the lines that were probably meant. */
export function findCommand(typed: Typed, commands: readonly Command[]): Found {
  const { skip, texts } = commandWords(typed.words);
  const found = matchCommand(texts, commands);
  if (found !== undefined) return { command: found.command, used: found.used + skip };
  throw unknown({ ...typed, words: typed.words.slice(skip) }, texts, commands);
}

/** The first words in small letters, without the bot's name (`nakhoda …`) and a leading slash. */
export function commandWords(words: readonly Word[]): { skip: number; texts: string[] } {
  const skip = /^[/@]?nakhoda:?$/i.test(words[0]?.text ?? '') ? 1 : 0;
  const [first = '', ...others] = words
    .slice(skip, skip + 3)
    .map((word) => word.text.toLowerCase());
  return { skip, texts: [first.replace(/^\//, ''), ...others] };
}

/** Real names come first, so that no alias can ever hide one. */
export function matchCommand(texts: readonly string[], commands: readonly Command[]) {
  return (
    longest(texts, (name) => name, commands) ??
    longest(texts, (name) => own(beginnings, name), commands) ??
    longest(realWords(texts, commands), (name) => name, commands)
  );
}

/** Words with a group's and a verb's other name replaced by the real one. */
export function realWords(texts: readonly string[], commands: readonly Command[]): string[] {
  const [first = '', second, ...others] = texts;
  const group = own(groups, first) ?? first;
  if (second === undefined) return [group];
  const verb = own(verbs, second)?.find((word) => hasCommand(commands, `${group} ${word}`));
  return [group, verb ?? second, ...others];
}

/** The real name of a word that begins several commands: `vm`. */
export function groupNamed(word: string, commands: readonly Command[]): string | undefined {
  const group = own(groups, word) ?? word;
  return commands.some(({ name }) => name.startsWith(`${group} `)) ? group : undefined;
}

function longest(
  texts: readonly string[],
  real: (name: string) => string | undefined,
  commands: readonly Command[],
): Found | undefined {
  for (let used = Math.min(texts.length, 3); used > 0; used -= 1) {
    const name = real(texts.slice(0, used).join(' '));
    const command = commands.find((candidate) => candidate.name === name);
    if (command !== undefined) return { command, used };
  }
  return undefined;
}

function hasCommand(commands: readonly Command[], name: string): boolean {
  return commands.some((command) => command.name === name);
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function unknown(typed: Typed, texts: readonly string[], commands: readonly Command[]): BotError {
  const [group = '', second] = realWords(texts, commands);
  if (group === '') {
    return new BotError('usage', 'No command was given', { hint: 'Type help to see them all.' });
  }
  const inside = commands.filter((command) => command.name.startsWith(`${group} `));
  const names = inside.map((command) => command.name.slice(group.length + 1));
  if (inside.length > 0 && second === undefined) {
    return new BotError('usage', `${group} needs one word more`, {
      hint: `It can be ${listed(names, 'or')}.`,
      choices: inside.map((command) => command.name),
    });
  }
  if (inside.length > 0) {
    const near = closest(second ?? '', names).map((name) => ({
      name: `${group} ${name}`,
      used: 2,
    }));
    const all = `${group} can ${listed(names, 'or')}.`;
    return refusal(typed, `There is no ${group} ${clip(second ?? '')}`, { near, otherwise: all });
  }
  const near = guesses(texts, commands);
  const asked = near.some(({ used }) => used > 1) ? `${group} ${second ?? ''}` : group;
  const otherwise = 'Type help to see what there is.';
  return refusal(typed, `There is no command ${clip(asked)}`, { near, otherwise });
}

interface Guess {
  readonly name: string;
  /** How many typed words it stands for. */
  readonly used: number;
}

function refusal(
  typed: Typed,
  message: string,
  offer: { near: readonly Guess[]; otherwise: string },
): BotError {
  const { near, otherwise } = offer;
  const names = listed(
    near.map(({ name }) => name),
    'or',
  );
  return new BotError('usage', message, {
    hint: near.length === 0 ? otherwise : `Did you mean ${names}?`,
    choices: near.map(({ name, used }) => [name, ...tail(typed, used)].join(' ')),
  });
}

/** What stood behind the words that were wrong, as it was typed, but never a confirmation. */
function tail({ line, words }: Typed, used: number): string[] {
  const last = words.at(-1);
  const confirmed = last !== undefined && !last.quoted && /^\W+yes$/i.test(last.text);
  const kept = confirmed ? words.slice(used, -1) : words.slice(used);
  const from = kept[0]?.start;
  return from === undefined ? [] : [line.slice(from, kept.at(-1)?.end)];
}

/** Typos in the name, be its group two letters long, a name written without its spaces, and a verb without its group. */
function guesses(texts: readonly string[], commands: readonly Command[]): Guess[] {
  const scored = commands.map(({ name }) => {
    const ways = [
      wordByWord(texts, name),
      asWhole(texts, name),
      joined(texts, name),
      verbAlone(texts, name),
    ];
    const best = ways.reduce((a, b) => (b.far < a.far ? b : a));
    return { value: { name, used: best.used }, far: best.far };
  });
  return nearest(scored);
}

function wordByWord(texts: readonly string[], name: string) {
  const words = name.split(' ').slice(0, Math.max(1, texts.length));
  const far = words.reduce((sum, word, at) => sum + typoDistance(texts[at] ?? '', word), 0);
  return { far, used: words.length };
}

/** `vn list`: a word of two letters alone could be anything, with the next one it is not. */
function asWhole(texts: readonly string[], name: string) {
  const used = name.split(' ').length;
  const typed = texts.slice(0, used);
  const far = typed.length === used ? distance(typed.join(' '), name, 1) : Number.POSITIVE_INFINITY;
  return { far, used };
}

function joined(texts: readonly string[], name: string) {
  const typed = (texts[0] ?? '').replace(/[-_.:]/g, '');
  return { far: typoDistance(typed, name.replaceAll(' ', '')), used: 1 };
}

function verbAlone(texts: readonly string[], name: string) {
  const verb = name.slice(name.indexOf(' ') + 1);
  return { far: typoDistance(texts[0] ?? '', verb) + 0.4, used: 1 };
}
