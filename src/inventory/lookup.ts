import type { ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import { someAtOnce } from '../flow/some-at-once.ts';
import type { Hypervisor, Machine, MachineRef } from '../hypervisor.ts';
import type { Current, Fleet, LookedUp } from '../inventory.ts';
import type { Names } from './names.ts';
import { isSelector, matcher } from './selector.ts';
import { askAll, isSettled, type Shelf, type Shelves, shelfOf } from './shelf.ts';

/** From a word to machines: from memory where that is young enough and holds the word, else asked for. */
export function createLookup(
  shelves: Shelves,
  names: () => Names,
): Pick<Fleet, 'machine' | 'select' | 'current'> {
  const resolved = (machine: Machine): ResolvedMachine => ({
    machine,
    hypervisor: shelfOf(shelves, machine.site).hypervisor,
    label: names().label(machine),
  });
  const find = async (word: string, signal: AbortSignal): Promise<readonly Machine[]> => {
    const remembered = [...shelves.values()].every(isSettled) ? names().find(word) : [];
    if (remembered.length > 0) return remembered;
    const began = Date.now();
    const answers = await askAll(shelves, 'machines', signal);
    const found = names().find(word);
    if (found.length > 0) return found;
    // It may have been made just now, by another replica: that there is none is said of what is so after the question.
    const older = answers.filter(({ at, problem }) => problem === undefined && (at ?? 0) < began);
    if (older.length === 0) return found;
    await Promise.all(older.map(({ site }) => shelfOf(shelves, site).machines.anew(signal)));
    return names().find(word);
  };
  const machine: Fleet['machine'] = async (word, signal, options) => {
    const found = await find(word, signal);
    const [only] = found;
    if (only && found.length === 1) {
      return options?.onlyShown ? resolved(only) : markedOne(resolved(only), signal);
    }
    throw found.length > 1 ? ambiguous(word, found, names()) : unknown(word, names(), shelves);
  };
  return {
    machine,
    async select(selector, signal, options) {
      if (!isSelector(selector)) return [await machine(selector, signal, options)];
      const answers = await askAll(shelves, 'machines', signal);
      const fitting = answers.flatMap(({ items }) => items).filter(matcher(selector));
      if (fitting.length > 0) return markedAll(fitting.map(resolved), signal, options);
      throw new BotError('not-found', `No machine fits ${selector}`, {
        hint: 'vm list shows all.',
      });
    },
    async current(ref, signal, options) {
      const shelf = shelfOf(shelves, ref.site);
      const known = await remembered(ref, shelf, signal, options);
      if (known) return resolved(known);
      const answer = await shelf.machines.anew(signal);
      if (answer.problem === undefined) {
        return resolved(await sameMachine(ref, answer.items, shelf.hypervisor, signal));
      }
      throw new BotError('unreachable', `${ref.site} ${answer.problem}`);
    },
  };
}

/** With what tells it from a later one of the same id: asked for where its site's list does not bring it. */
async function marked(
  machine: Machine,
  { identify, site }: Hypervisor,
  signal: AbortSignal,
): Promise<Machine> {
  if (machine.birth !== '') return machine;
  const birth = await identify?.(machine, signal);
  if (birth) return { ...machine, birth };
  throw new Error(`${site.name} gives ${machine.id} no birth mark`);
}

async function markedOne(found: ResolvedMachine, signal: AbortSignal): Promise<ResolvedMachine> {
  const machine = await marked(found.machine, found.hypervisor, signal);
  return machine === found.machine ? found : { ...found, machine };
}

/** One that cannot be told just now keeps no other from it: whoever acts on it looks at it again. */
async function markedAll(
  found: readonly ResolvedMachine[],
  signal: AbortSignal,
  options: LookedUp | undefined,
): Promise<readonly ResolvedMachine[]> {
  const missing = found.filter(({ machine }) => machine.birth === '');
  if (missing.length === 0 || options?.onlyShown) return found;
  return someAtOnce(found, (one) =>
    markedOne(one, signal).catch((error: unknown) => {
      if (error instanceof BotError && !signal.aborted) return one;
      throw error;
    }),
  );
}

/** From a list that is still young, where it holds the same machine and that is enough for the asker. */
async function remembered(
  ref: MachineRef,
  { machines, hypervisor }: Shelf,
  signal: AbortSignal,
  options: Current | undefined,
): Promise<Machine | undefined> {
  if (!options?.remembered) return undefined;
  const answer = machines.young();
  const found = answer?.items.find((machine) => machine.id === ref.id);
  if (!found || answer?.problem !== undefined) return undefined;
  const machine = await marked(found, hypervisor, signal);
  return machine.birth === ref.birth ? machine : undefined;
}

async function sameMachine(
  ref: MachineRef,
  items: readonly Machine[],
  hypervisor: Hypervisor,
  signal: AbortSignal,
): Promise<Machine> {
  const listed = items.find((machine) => machine.id === ref.id);
  if (!listed) throw new BotError('not-found', `${ref.name} is no longer on ${ref.site}`);
  const found = await marked(listed, hypervisor, signal);
  // One that was only shown so far has no mark yet.
  if (found.birth === ref.birth || ref.birth === '') return found;
  throw new BotError('conflict', `Another machine has taken the place of ${ref.name}`, {
    hint: 'It has the same id but was made later. Nothing was done to it; look at vm list.',
  });
}

function ambiguous(word: string, found: readonly Machine[], names: Names): BotError {
  const choices = found.map(names.label);
  return new BotError('ambiguous', `${word} means ${found.length} machines`, {
    hint: `Say which: ${choices.slice(0, 5).join(', ')}`,
    choices,
  });
}

function unknown(word: string, names: Names, shelves: Shelves): BotError {
  const fitting = isSelector(word) ? fittingIn(shelves, word) : [];
  if (fitting.length > 0) return forOne(word, fitting.map(names.label));
  const near = names.suggest(word, 3);
  const silent = [...shelves.values()]
    .filter((shelf) => shelf.machines.peek().problem !== undefined)
    .map((shelf) => shelf.hypervisor.site.name);
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'vm list shows all.';
  // It may well be there: a site that does not answer cannot be said to lack it.
  const message =
    silent.length > 0
      ? `${word} is not known: ${silent.join(' and ')} did not answer just now`
      : `There is no machine ${word}`;
  return new BotError('not-found', message, { hint, choices: near });
}

function fittingIn(shelves: Shelves, selector: string): readonly Machine[] {
  const known = [...shelves.values()].flatMap((shelf) => shelf.machines.peek().items);
  return known.filter(matcher(selector));
}

/** A selector where one machine is meant, also when only one fits: tomorrow it may be another. */
function forOne(word: string, choices: readonly string[]): BotError {
  const first = choices.slice(0, 5);
  return new BotError('ambiguous', `One machine is needed here, and ${word} may mean several`, {
    hint: `Say which: ${first.join(', ')}${choices.length > 5 ? ', …' : ''}`,
    choices: first,
  });
}
