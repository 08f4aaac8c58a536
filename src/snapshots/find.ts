import { snapshotsOf } from '../capability.ts';
import { typed } from '../cards/typed.ts';
import type { CommandContext, ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import type { Snapshot, Snapshots } from '../hypervisor/snapshots.ts';
import { clip } from '../line/clip.ts';
import { closest } from '../line/suggest.ts';
import { listed } from '../line/usage.ts';

/** A machine as it is now, with its snapshots. */
export interface Shelf {
  readonly machine: ResolvedMachine;
  readonly snapshots: Snapshots;
  /** Oldest first. */
  readonly all: readonly Snapshot[];
}

/** Throws `unsupported`, and what asking the site throws. */
export async function openShelf(
  machine: ResolvedMachine,
  { fleet, signal }: CommandContext,
): Promise<Shelf> {
  const snapshots = snapshotsOf(machine.hypervisor);
  const current = await fleet.current(machine.machine, signal);
  const all = await snapshots.list(current.machine, signal);
  return { machine: { ...current, label: machine.label }, snapshots, all };
}

/** The one snapshot of that name or id. Throws `not-found` and `ambiguous`. */
export function pickSnapshot({ machine, all }: Shelf, word: string): Snapshot {
  const named = all.filter(({ name }) => name === word);
  const [found, ...others] = named.length > 0 ? named : all.filter(({ id }) => id === word);
  if (found !== undefined && others.length === 0) return found;
  const { label } = machine;
  if (found !== undefined) {
    const ids = [found, ...others].map(({ id }) => id);
    throw new BotError('ambiguous', `${label} has ${ids.length} snapshots named ${clip(word)}`, {
      hint: `Name one by its id: ${listed(ids, 'or')}.`,
    });
  }
  throw missing(label, word, all);
}

function missing(label: string, word: string, all: readonly Snapshot[]): BotError {
  const near = closest(
    word,
    all.map(({ name }) => name),
  );
  const list = typed('snapshot list', label);
  const hint =
    near.length > 0
      ? `Did you mean ${listed(near, 'or')}? ${list} shows them all.`
      : all.length > 0
        ? `It has ${listed(all.slice(-5).map(({ name }) => name))}.`
        : `It has none. Take one: ${typed('snapshot create', label, word)}`;
  return new BotError('not-found', `${label} has no snapshot ${clip(word)}`, { hint });
}
