import type { ParsedLine } from './args.ts';
import type { Option, Value, Values } from './command.ts';
import { BotError } from './errors.ts';
import type { Fleet } from './inventory.ts';
import { lineOf } from './line/line-of.ts';
import type { RawValue } from './line/raw.ts';

type Lookup = Pick<Fleet, 'machine' | 'select' | 'host' | 'target'>;

/** Words that name something become the thing. Throws `not-found` or `ambiguous`, with whole lines as choices. */
export async function resolveValues(
  { command, raw }: Pick<ParsedLine, 'command' | 'raw'>,
  fleet: Lookup,
  signal: AbortSignal,
): Promise<Values<typeof command.options>> {
  const values: Record<string, Value<Option>> = {};
  for (const [name, option] of Object.entries(command.options)) {
    try {
      values[name] = await resolve(option, raw[name], { fleet, signal });
    } catch (error) {
      throw withLines(error, (choice) => lineOf(command, { ...raw, [name]: choice }));
    }
  }
  return values;
}

async function resolve(
  option: Option,
  raw: RawValue,
  { fleet, signal }: { readonly fleet: Lookup; readonly signal: AbortSignal },
): Promise<Value<Option>> {
  if (raw === undefined) return undefined;
  switch (option.type) {
    case 'machine':
      return fleet.machine(String(raw), signal);
    case 'machines':
      return selectAll(raw as readonly string[], fleet, signal);
    case 'host':
      return fleet.host(String(raw), signal);
    case 'target':
      return fleet.target(String(raw), signal);
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

async function selectAll(words: readonly string[], fleet: Lookup, signal: AbortSignal) {
  const found = await Promise.all(words.map((word) => fleet.select(word, signal)));
  const unique = new Map(
    found.flat().map((one) => [`${one.machine.site}/${one.machine.id}`, one] as const),
  );
  return [...unique.values()];
}

/** Choices that are names become the lines that would be right. */
function withLines(error: unknown, line: (choice: string) => string): unknown {
  if (!(error instanceof BotError) || error.choices.length === 0) return error;
  const { code, message, hint, cause } = error;
  return new BotError(code, message, { hint, cause, choices: error.choices.map(line) });
}
