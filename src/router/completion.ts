import type { Access } from '../access/access.ts';
import type { Policy } from '../access/policy.ts';
import type { Alerts } from '../alerts/alerts.ts';
import type { Caller, Completion } from '../chat.ts';
import type { Command, CommandContext, Option } from '../command.ts';
import type { Fleet } from '../inventory.ts';
import { completeLine } from '../line/complete.ts';
import type { RawValues } from '../line/raw.ts';
import type { Tasks } from '../tasks.ts';
import { namesFor } from './named.ts';
import { rightsFor } from './rights.ts';

export interface CompletionParts {
  readonly commands: readonly Command[];
  readonly fleet: Fleet;
  readonly tasks: Tasks;
  readonly policy: Policy;
  readonly access?: Access | undefined;
  readonly alerts?: Alerts | undefined;
}

/** Names offered for one word; a person reads no more, and the narrowest chat shows 25. */
const LIMIT = 25;
/** Milliseconds that a completion may wait for a hypervisor or the store: a person is typing. */
const WAIT_MS = 1_000;

const selectorStarts = ['tag:', 'host:', 'site:', 'state:', 'pool:', 'owner:'];

/** The words that could come next. Machines come from memory; other names are asked for, briefly. */
export async function complete(
  parts: CompletionParts,
  line: string,
  caller: Caller,
): Promise<readonly Completion[]> {
  const asked: Asked[] = [];
  const found = completeWith(parts, { line, caller }, (one) => {
    asked.push(one);
    return [];
  });
  const [first] = asked;
  if (!first) return found;
  const names = await askedFor(parts, first, caller).catch(() => []);
  return completeWith(parts, { line, caller }, () => names);
}

interface Asked {
  readonly option: Option;
  readonly given: RawValues;
  readonly command: Command;
}

function completeWith(
  parts: CompletionParts,
  { line, caller }: { readonly line: string; readonly caller: Caller },
  others: (asked: Asked) => readonly string[],
): readonly Completion[] {
  const { commands, policy } = parts;
  const { place } = caller;
  return completeLine(line, commands, {
    may: (permission) => policy.may(caller, permission, place && { place }),
    names(option, given, word, command) {
      const { toDo: fleet } = rightsFor(parts, caller, command);
      const machines = () =>
        isKnown(fleet) ? fleet.suggest(word, LIMIT) : others({ option, given, command });
      switch (option.type) {
        case 'machine':
        case 'target':
          return machines();
        case 'machines':
          return [...machines(), ...selectorStarts];
        default:
          return others({ option, given, command });
      }
    },
  });
}

/** Where nobody has asked for a list yet, as in a prompt that was just opened, memory holds no name. */
function isKnown(fleet: Fleet): boolean {
  return fleet.suggest('', 1).length > 0;
}

async function askedFor(
  parts: CompletionParts,
  { option, given, command }: Asked,
  caller: Caller,
): Promise<readonly string[]> {
  const { access, alerts, policy } = parts;
  const { toDo: fleet, tasks } = rightsFor(parts, caller, command);
  const signal = AbortSignal.timeout(WAIT_MS);
  if (['machine', 'machines', 'target'].includes(option.type)) {
    // From then on memory knows them.
    await fleet.machines(signal);
    return [];
  }
  if (option.type === 'task') {
    return (await tasks.list({ ended: true, limit: LIMIT })).map(({ id }) => String(id));
  }
  if (option.type === 'host') {
    return (await fleet.hosts(signal)).flatMap(({ items }) => items.map(({ name }) => name));
  }
  if (option.type !== 'text' || option.of === undefined) return [];
  // Who has which role is not for everybody, and everybody may ask about themselves.
  if (option.of === 'person' && !policy.may(caller, 'access.read')) return ['me'];
  const { place } = caller;
  const may: CommandContext['may'] = (permission, on) =>
    policy.may(caller, permission, { ...on, place });
  return namesFor(option.of, given, { fleet, signal, access, alerts, may, now: Date.now });
}
