import type { Command } from './command.ts';
import { BotError } from './errors.ts';
import { helpBeforeCommand } from './line/asked-help.ts';
import { findCommand } from './line/find.ts';
import { MAX_LINE_CHARS } from './line/limits.ts';
import { readOptions } from './line/options.ts';
import type { RawValues } from './line/raw.ts';
import { splitWords } from './line/words.ts';

/** A line the parser understood. */
export interface ParsedLine {
  readonly command: Command;
  /** A value for every option of the command, `undefined` where an optional one was not given. */
  readonly raw: RawValues;
  /** The line ended in `--yes`; the router decides who may confirm that way. */
  readonly yes: boolean;
}

/**
 * Reads one typed line by the definitions. Throws `usage` for a line that does not fit, `invalid` for a value
 * that is wrong, and `MissingValues` (a `usage`) when required values are not there. A line that asks for a
 * command's help is the command `help`.
 */
export function parseLine(line: string, commands: readonly Command[]): ParsedLine {
  if (line.length > MAX_LINE_CHARS) {
    throw new BotError(
      'usage',
      `The line has ${line.length} characters, ${MAX_LINE_CHARS} at most`,
      {
        hint: 'Write long content to a file in the guest in several pieces.',
      },
    );
  }
  const words = splitWords(line);
  const about = helpBeforeCommand(words, commands);
  if (about !== undefined) return helpAbout(about, commands);
  const { command, used } = findCommand({ line, words }, commands);
  const read = readOptions(command, words.slice(used));
  return read === undefined ? helpAbout(command.name.split(' '), commands) : { command, ...read };
}

/** `vm list --help` is `help vm list`, with the rights of that. */
function helpAbout(about: readonly string[], commands: readonly Command[]): ParsedLine {
  const command = commands.find(({ name }) => name === 'help');
  if (command === undefined) throw new BotError('usage', 'There is no help here');
  return { command, raw: { about }, yes: false };
}
