import type { Access } from '../access/access.ts';
import type { Policy } from '../access/policy.ts';
import type { Caller, Completion } from '../chat.ts';
import type { Command, Option } from '../command.ts';
import type { Fleet } from '../inventory.ts';
import { completeLine } from '../line/complete.ts';
import type { RawValues } from '../line/raw.ts';
import type { Tasks } from '../tasks.ts';
import { namesFor } from './named.ts';

export interface CompletionParts {
  readonly commands: readonly Command[];
  readonly fleet: Fleet;
  readonly tasks: Tasks;
  readonly policy: Policy;
  readonly access?: Access | undefined;
}

/** Names offered for one word; a person reads no more, and the narrowest chat shows 25. */
const LIMIT = 25;
/** Milliseconds that a completion may wait for a hypervisor or the store: a person is typing. */
const WAIT_MS = 1_000;

const selectorStarts = ['tag:', 'host:', 'site:', 'state:', 'pool:'];

/** The words that could come next. Machines come from memory; other names are asked for, briefly. */
export async function complete(
  parts: CompletionParts,
  line: string,
  caller: Caller,
): Promise<readonly Completion[]> {
  const asked: { option: Option; given: RawValues }[] = [];
  const found = completeWith(parts, { line, caller }, (option, given) => {
    asked.push({ option, given });
    return [];
  });
  const [first] = asked;
  if (!first) return found;
  const names = await askedFor(parts, first.option, first.given).catch(() => []);
  return completeWith(parts, { line, caller }, () => names);
}

function completeWith(
  { commands, fleet, policy }: CompletionParts,
  { line, caller }: { readonly line: string; readonly caller: Caller },
  others: (option: Option, given: RawValues) => readonly string[],
): readonly Completion[] {
  return completeLine(line, commands, {
    may: (permission) => policy.may(caller, permission),
    names(option, given, word) {
      switch (option.type) {
        case 'machine':
        case 'target':
          return fleet.suggest(word, LIMIT);
        case 'machines':
          return [...fleet.suggest(word, LIMIT), ...selectorStarts];
        default:
          return others(option, given);
      }
    },
  });
}

async function askedFor(
  { fleet, tasks, access }: CompletionParts,
  option: Option,
  given: RawValues,
): Promise<readonly string[]> {
  const signal = AbortSignal.timeout(WAIT_MS);
  if (option.type === 'task') {
    return (await tasks.list({ ended: true, limit: LIMIT })).map(({ id }) => String(id));
  }
  if (option.type === 'host') {
    return (await fleet.hosts(signal)).flatMap(({ items }) => items.map(({ name }) => name));
  }
  if (option.type !== 'text' || option.of === undefined) return [];
  return namesFor(option.of, given, { fleet, signal, access });
}
