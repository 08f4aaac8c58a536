import { randomBytes } from 'node:crypto';
import { parseLine } from './args.ts';
import type { Action, Card } from './card.ts';
import type { Command } from './command.ts';
import { BotError } from './errors.ts';
import { MissingValues } from './line/raw.ts';
import { shortLabels } from './line/short-labels.ts';
import type { Log } from './log.ts';

export interface FailureParts {
  readonly log: Log;
  /** What a choice has to be a line of, to become a button. */
  readonly commands: readonly Command[];
}

/** An error as the person sees it: what was wrong and what would be right. A bug shows only its incident. */
export function failureCard(error: unknown, parts: FailureParts): Card {
  if (!(error instanceof BotError)) return incidentCard(error, parts.log);
  const actions = actionsOf(error, parts);
  return {
    title: error.message,
    tone: error.code === 'undecided' ? 'warning' : 'danger',
    ...(error.hint !== undefined && { blocks: [{ type: 'text', text: error.hint }] }),
    ...(actions.length > 0 && { actions }),
  };
}

/** A choice that is no whole line of its own, or that would confirm something, never becomes a button. */
function actionsOf({ choices, labels }: BotError, { log, commands }: FailureParts): Action[] {
  const lines = choices.flatMap((line, at) => {
    const name = commandIn(line, commands);
    if (name === undefined) log.warn({ line }, 'a choice is no command line and was left out');
    return name === undefined ? [] : [{ line, name, label: labels[at] }];
  });
  const told = shortLabels(lines.map(({ line }) => line));
  return lines.map(({ line, name, label }, at) => ({
    label: line,
    short: label ?? told[at] ?? name,
    command: line,
  }));
}

/** The command that the line is understood as; values may be missing, for they are asked for. */
function commandIn(line: string, commands: readonly Command[]): string | undefined {
  try {
    const { command, yes } = parseLine(line, commands);
    return yes ? undefined : command.name;
  } catch (error) {
    return error instanceof MissingValues ? error.command.name : undefined;
  }
}

function incidentCard(error: unknown, log: Log): Card {
  const incident = randomBytes(4).toString('hex');
  log.error({ incident, err: error }, 'unexpected error');
  return {
    title: `Something went wrong in the bot (incident ${incident})`,
    tone: 'danger',
    blocks: [{ type: 'text', text: 'The log has the rest under this number.' }],
  };
}
