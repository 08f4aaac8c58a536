import { permissionsIn } from '../permissions.ts';
import type { Option } from '../wire.ts';
import type { Channel, Command, Person, World } from '../world.ts';

/** What Discord's own command picker does before anything is sent: it lets nothing through that is not registered. */

export type OptionValue = string | number | boolean;

export interface Picked {
  readonly command: Command;
  /** The options of the command itself, or of the subcommand that was named. */
  readonly options: readonly Option[];
  /** Puts values where the words say: into the subcommand of a group, for example. */
  nest(values: readonly object[]): readonly object[];
}

const subcommands = [1, 2];

export function pick(world: World, person: Person, channel: Channel, words: string): Picked {
  const [name = '', ...rest] = words.split(' ');
  const command = [...world.commands.guild, ...world.commands.global].find(
    (one) => one.name === name && (one.type ?? 1) === 1,
  );
  if (command === undefined) throw new Error(`/${name} is not registered`);
  if (!isShown(world, command, person, channel))
    throw new Error(`/${name} is not shown to ${person.name}`);
  let options: readonly Option[] = command.options ?? [];
  const path: Option[] = [];
  for (const word of rest) {
    const next = options.find((one) => one.name === word && subcommands.includes(one.type));
    if (next === undefined) throw new Error(`/${words} is not registered: no ${word}`);
    path.push(next);
    options = next.options ?? [];
  }
  if (options.some(({ type }) => subcommands.includes(type))) {
    const names = options.map((one) => one.name).join(', ');
    throw new Error(`/${words} is no whole command, go on with ${names}`);
  }
  const nest: Picked['nest'] = (values) =>
    path.reduceRight<readonly object[]>(
      (inner, one) => [{ type: one.type, name: one.name, options: inner }],
      values,
    );
  return { command, options, nest };
}

function isShown(world: World, command: Command, person: Person, channel: Channel): boolean {
  const { default_member_permissions: needed, contexts } = command;
  if (channel.kind === 'direct') return !Array.isArray(contexts) || contexts.includes(1);
  if (Array.isArray(contexts) && !contexts.includes(0)) return false;
  if (typeof needed !== 'string' || person.admin) return true;
  const bits = BigInt(needed);
  return bits !== 0n && (permissionsIn(world, person.id, channel) & bits) === bits;
}

/** The values as Discord sends them; missing, unknown and mistyped ones are refused. */
export function valuesFor(
  { options, command }: Picked,
  given: Readonly<Record<string, OptionValue>>,
): readonly { readonly type: number; readonly name: string; readonly value: OptionValue }[] {
  const unknown = Object.keys(given).find((name) => options.every((one) => one.name !== name));
  if (unknown !== undefined) throw new Error(`/${command.name} has no option ${unknown} there`);
  return options.flatMap((option) => {
    const value = given[option.name];
    if (value !== undefined)
      return [{ type: option.type, name: option.name, value: typed(option, value) }];
    if (option.required) throw new Error(`the option ${option.name} is required`);
    return [];
  });
}

function typed(option: Option, value: OptionValue): OptionValue {
  const { name, type, choices } = option;
  if (choices && choices.length > 0) {
    const found = choices.find((one) => one.value === value || one.name === value);
    if (found === undefined) throw new Error(`${value} is no choice of ${name}`);
    return found.value;
  }
  const wanted =
    type === 5
      ? isFlag(value)
      : numeric.includes(type)
        ? isNumber(option, value)
        : isText(option, value);
  if (wanted === undefined) return value;
  throw new Error(`the option ${name} takes ${wanted}, not ${JSON.stringify(value)}`);
}

/** Integer and number. */
const numeric = [4, 10];

// Each gives what it wants instead.
function isFlag(value: OptionValue): string | undefined {
  return typeof value === 'boolean' ? undefined : 'true or false';
}

function isNumber({ type, min_value, max_value }: Option, value: OptionValue): string | undefined {
  if (typeof value !== 'number' || (type === 4 && !Number.isInteger(value))) return 'a number';
  if (value < (min_value ?? value)) return `at least ${min_value}`;
  return value > (max_value ?? value) ? `at most ${max_value}` : undefined;
}

/** 6,000 is the most that max_length allows: docs.discord.com/developers/interactions/application-commands */
function isText({ max_length }: Option, value: OptionValue): string | undefined {
  if (typeof value !== 'string') return 'text';
  return value.length > (max_length ?? 6000) ? 'a shorter text' : undefined;
}

/** What an interaction says of its command: the guild only where it was registered for one. */
export function commandData(world: World, { command }: Picked): object {
  const inGuild = world.commands.guild.includes(command);
  const { id, name } = command;
  return { id, name, type: 1, ...(inGuild && { guild_id: world.guildId }) };
}
