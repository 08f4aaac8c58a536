import type { Command } from './command.ts';
import { BotError } from './errors.ts';
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
 * that is wrong, and `MissingValues` (a `usage`) when required values are not there.
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
  const { command, used } = findCommand({ line, words }, commands);
  return { command, ...readOptions(command, words.slice(used)) };
}
