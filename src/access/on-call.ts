import type { AccessFile } from './file.ts';
import type { People, Person } from './people.ts';
import { type Rotation, shiftAt } from './rotation.ts';
import { type StandIn, type StoodShift, stoodShiftsFrom } from './stand-in.ts';

/** Before the name of a rota, where whoever is on call in it is meant: `onCall:lab`. */
const ON_CALL = 'onCall:';

/** The rota that a word means; undefined where it means something else. */
export function rotaIn(word: string): string | undefined {
  return word.startsWith(ON_CALL) ? word.slice(ON_CALL.length) : undefined;
}

/** Somebody's turn; times are milliseconds since the epoch. */
export interface Turn {
  readonly person: Person;
  readonly from: number;
  readonly until: number;
  /** For whom they stand in: it would be that person's turn by the file. */
  readonly insteadOf?: Person | undefined;
}

/**
 * Who is on call: the one notion of it, for what they may do, whom a break of the glass is open to, and whom an alert
 * calls.
 */
export interface OnCall {
  /** The names of the rotas. */
  readonly rotas: readonly string[];
  /** Whose turn it is at that moment; undefined before the first handover, and for a rota that there is not. */
  turn(rota: string, at: number): Turn | undefined;
  /** The turns from that moment on, the one that goes on first. */
  turns(rota: string, at: number, most: number): readonly Turn[];
}

export const nobodyOnCall: OnCall = { rotas: [], turn: () => undefined, turns: () => [] };

export function onCallOf(
  { onCall = {} }: Pick<AccessFile, 'onCall'>,
  people: Pick<People, 'all'>,
  standIns: readonly StandIn[] = [],
): OnCall {
  const byId = new Map(people.all().map((person) => [person.id, person]));
  // Whoever was taken out of the file stands in for nobody.
  const known = standIns.filter(({ person }) => byId.has(person));
  const standing = Map.groupBy(known, ({ rota }) => rota);
  const personOf = (id: string): Person => byId.get(id) ?? { id, name: id, identities: [] };
  const turnOf = ({ person, insteadOf, from, until }: StoodShift): Turn => ({
    ...{ person: personOf(person), from, until },
    ...(insteadOf !== undefined && { insteadOf: personOf(insteadOf) }),
  });
  const shiftsOf = (rota: string, rotation: Rotation, at: number, most: number) =>
    stoodShiftsFrom(rotation, standing.get(rota) ?? [], { at, most });
  return {
    rotas: Object.keys(onCall),
    turn(rota, at) {
      const rotation = onCall[rota];
      if (rotation === undefined) return undefined;
      // Nearly always: a right is judged by it with every line.
      const shift = standing.has(rota)
        ? shiftsOf(rota, rotation, at, 1).find(({ from }) => from <= at)
        : shiftAt(rotation, at);
      return shift && turnOf(shift);
    },
    turns(rota, at, most) {
      const rotation = onCall[rota];
      return rotation === undefined ? [] : shiftsOf(rota, rotation, at, most).map(turnOf);
    },
  };
}
