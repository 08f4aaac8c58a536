import type { Parts } from '../messages.ts';
import { createPerson, type DiscordPerson } from '../person/person.ts';
import { type OptionValue, pick } from '../person/picker.ts';
import type { Option } from '../wire.ts';
import type { View } from './page.ts';

/** A line as it stands in Discord's box after choosing: `/vm show machine:web-1`. */
export interface TypedLine {
  readonly command: string;
  readonly options: Readonly<Record<string, string>>;
  /** The option that is being typed. */
  readonly last: string | undefined;
}

function readLine(line: string): TypedLine {
  const text = line.trimStart().replace(/^\//, '');
  const [command = '', ...rest] = text.split(/\s+(?=[-_\p{L}\p{N}]+:)/u);
  const pairs = rest.map((pair): [string, string] => {
    const at = pair.indexOf(':');
    return [pair.slice(0, at), pair.slice(at + 1).trim()];
  });
  return { command: command.trim(), options: Object.fromEntries(pairs), last: pairs.at(-1)?.[0] };
}

export async function sendLine(
  parts: Parts,
  { person, channel }: View,
  line: string,
): Promise<void> {
  const typist = createPerson(parts, person);
  if (channel.kind === 'direct' && !line.startsWith('/')) return typist.message(line);
  const { command, options } = readLine(line);
  const picked = pick(parts.world, person, channel, command);
  const values = Object.entries(options).map(([name, value]): [string, OptionValue] => [
    name,
    typed(picked.options.find((one) => one.name === name)?.type, value),
  ]);
  return typist.slash(channel.id, command, Object.fromEntries(values));
}

function typed(type: number | undefined, value: string): OptionValue {
  if (type === 4 || type === 10) return Number(value);
  if (type === 5) return value === 'true' || value === 'True';
  return value;
}

export interface Offer {
  readonly label: string;
  readonly note: string;
  /** The line after it is chosen. */
  readonly fill: string;
}

/** What Discord's box would offer at the end of this line. */
export async function offers(parts: Parts, view: View, line: string): Promise<readonly Offer[]> {
  if (!line.startsWith('/')) return [];
  const { command, options, last } = readLine(line);
  const all = leaves(parts);
  const exact = all.find(({ words }) => words === command);
  if (exact === undefined)
    return all.filter(({ words }) => words.startsWith(command)).map(commandOffer);
  const typist = createPerson(parts, view.person);
  const focused = line.endsWith(' ') ? undefined : last;
  if (focused !== undefined) return valueOffers(typist, view, { line, exact, focused, options });
  return exact.options
    .filter(({ name }) => !(name in options))
    .map(({ name, description, required }) => ({
      label: `${name}:`,
      note: `${description ?? ''}${required ? '' : ' (optional)'}`,
      fill: `${line.trimEnd()} ${name}:`,
    }));
}

interface Leaf {
  readonly words: string;
  readonly description: string;
  readonly options: readonly Option[];
}

/** Every whole command, with its words. */
function leaves({ world }: Parts): readonly Leaf[] {
  const down = (words: string, one: Pick<Option, 'description' | 'options'>): readonly Leaf[] => {
    const options = one.options ?? [];
    const nested = options.filter(({ type }) => type === 1 || type === 2);
    if (nested.length > 0) return nested.flatMap((each) => down(`${words} ${each.name}`, each));
    return [{ words, description: one.description ?? '', options }];
  };
  return [...world.commands.guild, ...world.commands.global].flatMap((one) => down(one.name, one));
}

function commandOffer({ words, description }: Leaf): Offer {
  return { label: `/${words}`, note: description, fill: `/${words} ` };
}

interface Focus {
  readonly line: string;
  readonly exact: Leaf;
  readonly focused: string;
  readonly options: Readonly<Record<string, string>>;
}

async function valueOffers(
  typist: DiscordPerson,
  { channel }: View,
  { line, exact, focused, options }: Focus,
): Promise<readonly Offer[]> {
  const option = exact.options.find(({ name }) => name === focused);
  const part = options[focused] ?? '';
  const start = line.slice(0, line.length - part.length);
  const choices = option?.autocomplete
    ? await typist.autocomplete(channel.id, exact.words, options, focused)
    : (option?.choices ?? []).filter(({ name }) => name.startsWith(part));
  return choices.map(({ name, value }) => ({
    label: name,
    note: name === value ? '' : String(value),
    fill: `${start}${value} `,
  }));
}
