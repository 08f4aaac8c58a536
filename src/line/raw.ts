import type { Command } from '../command.ts';
import { BotError } from '../errors.ts';

/**
 * One option's value as the parser leaves it. Words that name a machine, host, target or snapshot stay words,
 * for the router to look up; `machines` and `rest` are lists of words; `integer` and `task` are numbers, a `size` is its checked word; a flag
 * that was not given is false, a rest that was not given is empty.
 */
export type RawValue = string | number | boolean | readonly string[] | undefined;

export type RawValues = Readonly<Record<string, RawValue>>;

export interface Offer {
  readonly choices: readonly string[];
  readonly optional?: boolean | undefined;
}

/** The line is right so far, but required values are not there: a chat may ask for them in a form. */
export class MissingValues extends BotError {
  readonly command: Command;
  /** What was given and is right. */
  readonly given: RawValues;
  /** Names of the options to ask for, in the order of declaration. Never empty. */
  readonly missing: readonly string[];
  /** What a value may be, where that had to be asked for; those that may be left out stand here too. */
  readonly offers: Readonly<Record<string, Offer>>;

  constructor(
    message: string,
    hint: string,
    found: Pick<MissingValues, 'command' | 'given' | 'missing'> & Partial<MissingValues>,
  ) {
    super('usage', message, { hint });
    this.command = found.command;
    this.given = found.given;
    this.missing = found.missing;
    this.offers = found.offers ?? {};
  }
}
