import { parseLine } from '../args.ts';
import type { Command, CommandContext, ResolvedHost, ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import { MissingValues, type RawValues } from '../line/raw.ts';
import { quoteWord } from '../line/words.ts';
import { type Permission, permissions } from './permission.ts';

export interface AskedAbout {
  readonly permission: Permission;
  readonly machines: readonly ResolvedMachine[];
  readonly hosts: readonly ResolvedHost[];
}

/** What a question about a right means: a right and machines, or a whole line. Throws `usage` and `not-found`. */
export async function askedAbout(
  words: readonly string[],
  context: Pick<CommandContext, 'commands' | 'fleet' | 'signal'>,
): Promise<AskedAbout> {
  const { fleet, signal } = context;
  const [first, ...rest] = words;
  const permission = permissions.find((one) => one === first);
  const select = (all: readonly string[]) =>
    Promise.all(all.map((word) => fleet.select(word, signal, { onlyShown: true })));
  if (permission !== undefined) {
    return { permission, machines: (await select(rest)).flat(), hosts: [] };
  }
  const { command, raw } = read(words, context.commands);
  const of = (...types: readonly string[]) => wordsOf(command, raw, types);
  const hosts = await Promise.all(of('host').map((word) => fleet.host(word, signal)));
  const machines = (await select(of('machine', 'machines'))).flat();
  for (const word of of('target')) {
    const target = await fleet.target(word, signal);
    if (target.type === 'machine') machines.push(target.machine);
    if (target.type === 'host') hosts.push(target.host);
  }
  return { permission: command.needs, machines, hosts };
}

function read(words: readonly string[], commands: readonly Command[]) {
  try {
    return parseLine(words.map(quoteWord).join(' '), commands);
  } catch (error) {
    // What is missing of the line says nothing of the right.
    if (error instanceof MissingValues) return { command: error.command, raw: error.given };
    if (!(error instanceof BotError)) throw error;
    throw new BotError('usage', `${words.join(' ')} is neither a right nor a line`, {
      hint: 'Such as access explain @anna vm.power web-1, or access explain @anna vm stop web-1.',
      cause: error,
    });
  }
}

function wordsOf(command: Command, raw: RawValues, types: readonly string[]): readonly string[] {
  return Object.entries(command.options).flatMap(([name, { type }]) => {
    const value = raw[name];
    if (!types.includes(type) || value === undefined) return [];
    return Array.isArray(value) ? value.map(String) : [String(value)];
  });
}
