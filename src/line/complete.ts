import type { Completion } from '../chat.ts';
import type { Command } from '../command.ts';
import { BotError } from '../errors.ts';
import { helpTopic, nextNames } from './complete-names.ts';
import { type CompletionSources, completeValue } from './complete-values.ts';
import { commandWords, matchCommand } from './find.ts';
import { MAX_COMPLETIONS, MAX_LINE_CHARS } from './limits.ts';
import { scanWords, type Word } from './words.ts';

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
    return completeValue(found.command, { words: words.slice(skip + found.used), last }, sources);
  } catch (error) {
    if (error instanceof BotError) return [];
    throw error;
  }
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
