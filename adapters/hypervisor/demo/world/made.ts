import { digits } from './dice.ts';
import type { Seed } from './fleet.ts';
import type { State } from './state.ts';
import type { World } from './world.ts';

/** A machine that has come to be since the demo began. */
export interface Made {
  readonly seed: Seed;
  readonly birth: string;
  readonly state: State;
  /** It is there from then on. */
  readonly from: number;
  /** The mark of the task that made it. */
  readonly tag: string;
}

type Places = Pick<World, 'seeds' | 'made'>;

/** Every id that a machine has or has had. */
export function everyId({ seeds, made }: Places): readonly string[] {
  return [...new Set([...seeds.keys(), ...made.keys()])];
}

/** A machine like the other one, with an id, an address and a birth of its own. */
export function sibling(
  world: Places,
  like: Seed,
  given: { readonly name: string; readonly mark: string },
): { readonly seed: Seed; readonly birth: string } {
  const number = Math.max(...everyId(world).map(Number)) - 89;
  const seed: Seed = {
    ...like,
    id: String(number + 90),
    name: given.name,
    address: `10.20.${1 + Math.floor(number / 250)}.${1 + (number % 250)}`,
    mac: `bc:24:12${digits(6, given.mark).replace(/../g, ':$&')}`,
    snapshots: [],
  };
  return { seed, birth: digits(32, given.mark) };
}
