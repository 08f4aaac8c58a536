import type { Permission } from './access/permission.ts';
import type { Block, Card, Cell } from './card.ts';
import type { Command, Option } from './command.ts';
import { BotError } from './errors.ts';
import { matchCommand, realWords } from './line/find.ts';
import { example, sizeRange } from './line/size.ts';
import { closest } from './line/suggest.ts';
import { briefUsageOf, isPositional, listed, spelled, usageOf } from './line/usage.ts';

/** Which commands a person may use; help shows only those. */
export interface HelpScope {
  readonly commands: readonly Command[];
  may(permission: Permission): boolean;
  /** What a person of this chat has to know of typing there. */
  readonly note?: string | undefined;
}

/**
 * The card for `help`, `help snapshot` or `help snapshot rollback`; aliases are understood. Throws
 * `not-found` for what there is not, or what the person may not use.
 */
export function helpCard(about: readonly string[], scope: HelpScope): Card {
  const allowed = scope.commands.filter((command) => scope.may(command.needs));
  const words = about.map((word) => word.toLowerCase().replace(/^\//, ''));
  if (words.length === 0) return overview(allowed, scope.note);
  const command = exact(words, allowed);
  if (command !== undefined) return commandHelp(command);
  const [group = '', second] = realWords(words, allowed);
  const members = allowed.filter(({ name }) => name.startsWith(`${group} `));
  if (members.length === 0 || second !== undefined) throw noHelp(words, allowed);
  return groupHelp(group, members);
}

/** Every group on a line, with what it can do. */
function overview(commands: readonly Command[], note: string | undefined): Card {
  const groups = Map.groupBy(commands, ({ name }) => name.split(' ')[0] ?? '');
  const rows = [...groups].map(([group, members]): Cell[] => {
    const [first] = members;
    const alone = members.length === 1 && first?.name === group;
    return [group, alone ? first.description : listed(members.map(({ name }) => verbOf(name)))];
  });
  return {
    title: 'What you can type',
    blocks: [
      { type: 'table', columns: [{ label: 'Word' }, { label: 'What it can do' }], rows },
      { type: 'text', text: 'help vm says more about vm, help vm list about that command alone.' },
      ...(note === undefined ? [] : [{ type: 'text', text: note } as const]),
    ],
  };
}

/** Every command of a group, with its description. */
function groupHelp(group: string, members: readonly Command[]): Card {
  return {
    title: group,
    blocks: [
      {
        type: 'table',
        columns: [{ label: 'Command' }, { label: 'What it does' }],
        rows: members.map((command) => [briefUsageOf(command), command.description]),
      },
    ],
  };
}

/** One command: how to type it, its options, examples. */
function commandHelp(command: Command): Card {
  const options = Object.entries(command.options);
  const table: Block = {
    type: 'table',
    columns: [{ label: 'Option' }, { label: 'Meaning' }, { label: 'Needed' }],
    rows: options.map(([name, option]) => [
      optionName(name, option),
      meaning(option),
      option.required ? 'yes' : 'no',
    ]),
  };
  const examples: Block[] = [
    { type: 'text', text: 'For example:' },
    { type: 'code', text: command.examples.join('\n') },
  ];
  return {
    title: command.name,
    blocks: [
      { type: 'text', text: command.description },
      { type: 'code', text: usageOf(command) },
      ...(options.length > 0 ? [table] : []),
      ...(command.examples.length > 0 ? examples : []),
    ],
  };
}

function exact(words: readonly string[], commands: readonly Command[]): Command | undefined {
  const found = matchCommand(words, commands);
  return found?.used === words.length ? found.command : undefined;
}

function verbOf(name: string): string {
  return name.slice(name.indexOf(' ') + 1);
}

function optionName(name: string, option: Option): string {
  return isPositional(option) ? spelled(name) : `--${spelled(name)}`;
}

function meaning(option: Option): string {
  switch (option.type) {
    case 'integer':
      return `${option.description} (${option.min} to ${option.max})`;
    case 'size':
      return `${option.description} (${sizeRange(option)}; such as ${example(option)})`;
    case 'choice':
      return `${option.description} (${listed(option.values, 'or')})`;
    default:
      return option.description;
  }
}

function noHelp(words: readonly string[], commands: readonly Command[]): BotError {
  const names = commands.flatMap(({ name }) => [name, name.split(' ')[0] ?? '']);
  const near = closest(words.join(' '), [...new Set(names)]);
  const choices = near.map((name) => `help ${name}`);
  return new BotError('not-found', 'There is no help about that', {
    hint: near.length > 0 ? `Did you mean ${listed(choices, 'or')}?` : 'Type help to see it all.',
    choices,
  });
}
