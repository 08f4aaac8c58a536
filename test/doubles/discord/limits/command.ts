import type { Fault } from '../refusal.ts';
import type { CommandBody, Option } from '../wire.ts';
import { count, each, length, type Path, repeated, wrong } from './fault.ts';

/** docs.discord.com/developers/interactions/application-commands */

/** #application-command-object-application-command-naming */
const namePattern = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const subcommand = 1;
const group = 2;
/** String, integer and number. */
const suggestible = [3, 4, 10];

export function commandListFaults(list: readonly CommandBody[]): Fault[] {
  return [
    ...count([], list, 0, 100),
    ...each([], list, commandFaults),
    ...repeated(
      list.map(({ name, type = 1 }, at) => ({ path: [at, 'name'], word: `${type} ${name}` })),
      'APPLICATION_COMMANDS_DUPLICATE_NAME',
      'Application command names must be unique',
    ),
  ];
}

export function commandFaults(body: CommandBody, path: Path): Fault[] {
  const total = letters(body);
  if ((body.type ?? 1) !== 1) return length([...path, 'name'], body.name, 1, 32);
  return [
    ...named(body, path),
    ...optionsFaults(body.options ?? [], [...path, 'options'], 0),
    ...(total > 8000
      ? wrong(
          path,
          'APPLICATION_COMMAND_TOO_LARGE',
          `Command exceeds maximum size (8000), it is ${total}`,
        )
      : []),
  ];
}

function named(one: CommandBody | Option, path: Path): Fault[] {
  return [
    ...(namePattern.test(one.name) && one.name === one.name.toLowerCase()
      ? []
      : wrong(
          [...path, 'name'],
          'APPLICATION_COMMAND_INVALID_NAME',
          'Command name is invalid: lower case, 1 to 32 letters, digits, - or _',
        )),
    ...length([...path, 'description'], one.description, 1, 100),
  ];
}

function optionsFaults(options: readonly Option[], path: Path, depth: number): Fault[] {
  const nests = options.filter(({ type }) => type === subcommand || type === group);
  const late = options.findIndex(
    ({ required }, at) => required === true && options.slice(0, at).some((one) => !one.required),
  );
  return [
    ...count(path, options, 0, 25),
    ...repeated(
      options.map(({ name }, at) => ({ path: [...path, at, 'name'], word: name })),
      'APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE',
      'Option names must be unique',
    ),
    ...(nests.length > 0 && nests.length < options.length
      ? wrong(
          path,
          'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
          'Sub-command and sub-command group option types are mutually exclusive to all other types',
        )
      : []),
    ...(nests.length === 0 && late >= 0
      ? wrong(
          [...path, late],
          'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
          'Required options must be placed before non-required options',
        )
      : []),
    ...each(path, options, (one, at) => [...named(one, at), ...optionFaults(one, at, depth)]),
  ];
}

function optionFaults(one: Option, path: Path, depth: number): Fault[] {
  const inside = [...path, 'options'];
  if (one.type === group) {
    const others = (one.options ?? []).some(({ type }) => type !== subcommand);
    return depth > 0 || others
      ? wrong(path, 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'A group holds subcommands alone')
      : [
          ...count(inside, one.options ?? [], 1, 25),
          ...optionsFaults(one.options ?? [], inside, 1),
        ];
  }
  if (one.type === subcommand) {
    const nests = (one.options ?? []).some(({ type }) => type === subcommand || type === group);
    return nests
      ? wrong(path, 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'A subcommand holds no other')
      : optionsFaults(one.options ?? [], inside, 2);
  }
  return valueFaults(one, path);
}

function valueFaults(one: Option, path: Path): Fault[] {
  const choices = one.choices ?? [];
  const at = [...path, 'choices'];
  return [
    ...count(at, choices, 0, 25),
    ...choiceFaults(choices, at),
    ...(one.autocomplete && (choices.length > 0 || !suggestible.includes(one.type))
      ? wrong(
          [...path, 'autocomplete'],
          'APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID',
          'It cannot be set with choices, or for this type',
        )
      : []),
  ];
}

type Choices = NonNullable<Option['choices']>;

/** Also those of an autocomplete: name 100, a text value 100. */
export function choiceFaults(choices: Choices, path: Path): Fault[] {
  return [
    ...each(path, choices, ({ name, value }, here) => [
      ...length([...here, 'name'], name, 1, 100),
      ...(typeof value === 'string' ? length([...here, 'value'], value, 1, 100) : []),
    ]),
    ...repeated(
      choices.map(({ name }, index) => ({ path: [...path, index, 'name'], word: name })),
      'APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_DUPLICATE',
      'Choice names must be unique',
    ),
  ];
}

interface Lettered {
  readonly name: string;
  readonly description?: string | undefined;
  readonly choices?: Option['choices'];
  readonly options?: readonly Option[] | null | undefined;
}

/** Names, descriptions and values, of everything in it: #slash-commands, 8,000 in all. */
function letters(one: Lettered): number {
  const choices = one.choices ?? [];
  return (
    one.name.length +
    (one.description ?? '').length +
    choices.reduce((sum, { name, value }) => sum + name.length + String(value).length, 0) +
    (one.options ?? []).reduce((sum, option) => sum + letters(option), 0)
  );
}
