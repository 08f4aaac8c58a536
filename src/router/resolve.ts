import type { ParsedLine } from '../args.ts';
import type { MachinesOption, Option, SizeOption, Value, Values } from '../command.ts';
import type { Fleet } from '../inventory.ts';
import { lineOf } from '../line/line-of.ts';
import { orLines } from '../line/or-lines.ts';
import type { RawValue } from '../line/raw.ts';
import { sizeOf } from '../line/size.ts';

type Lookup = Pick<Fleet, 'machine' | 'select' | 'host' | 'target'>;

/** Words that name something become the thing. Throws `not-found` or `ambiguous`, with whole lines as choices. */
export async function resolveValues(
  { command, raw }: Pick<ParsedLine, 'command' | 'raw'>,
  fleet: Lookup,
  signal: AbortSignal,
): Promise<Values<typeof command.options>> {
  const values: Record<string, Value<Option>> = {};
  for (const [name, option] of Object.entries(command.options)) {
    const line = (value: RawValue) => lineOf(command, { ...raw, [name]: value });
    values[name] = await resolve(option, raw[name], { fleet, signal, line });
  }
  return values;
}

interface Ways {
  readonly fleet: Lookup;
  readonly signal: AbortSignal;
  /** The whole line, with another value in this place. */
  line(value: RawValue): string;
}

async function resolve(option: Option, raw: RawValue, ways: Ways): Promise<Value<Option>> {
  if (raw === undefined) return undefined;
  const { fleet, signal, line } = ways;
  switch (option.type) {
    case 'machine':
      return orLines(fleet.machine(String(raw), signal, option), line);
    case 'machines':
      return selectAll(raw as readonly string[], option, ways);
    case 'host':
      return orLines(fleet.host(String(raw), signal), line);
    case 'target':
      return orLines(fleet.target(String(raw), signal), line);
    case 'size':
      return sizeValue(option, String(raw));
    case 'text':
    case 'integer':
    case 'flag':
    case 'choice':
    case 'task':
    case 'rest':
      return raw;
    default:
      return option satisfies never;
  }
}

function sizeValue({ relative }: SizeOption, text: string): Value<Option> {
  const size = sizeOf(text);
  return relative === true ? size : size.bytes;
}

async function selectAll(
  words: readonly string[],
  option: MachinesOption,
  { fleet, signal, line }: Ways,
) {
  const found = await Promise.all(
    words.map((word, place) =>
      orLines(fleet.select(word, signal, option), (choice) => line(words.with(place, choice))),
    ),
  );
  const unique = new Map(
    found.flat().map((one) => [`${one.machine.site}/${one.machine.id}`, one] as const),
  );
  return [...unique.values()];
}
