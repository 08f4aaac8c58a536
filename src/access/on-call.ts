import type { AccessFile } from './file.ts';
import type { People, Person } from './people.ts';
import { shiftAt, shiftsFrom } from './rotation.ts';

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
): OnCall {
  const byId = new Map(people.all().map((person) => [person.id, person]));
  const turnOf = ({ person: id, from, until }: NonNullable<ReturnType<typeof shiftAt>>): Turn => ({
    person: byId.get(id) ?? { id, name: id, identities: [] },
    ...{ from, until },
  });
  return {
    rotas: Object.keys(onCall),
    turn(rota, at) {
      const rotation = onCall[rota];
      const shift = rotation && shiftAt(rotation, at);
      return shift && turnOf(shift);
    },
    turns(rota, at, most) {
      const rotation = onCall[rota];
      return rotation === undefined ? [] : shiftsFrom(rotation, at, most).map(turnOf);
    },
  };
}
