import { momentOf, wallOf } from '../time/local-time.ts';

/** People who are on call one after the other: plain data, as it is written under `access.onCall`. */
export interface Rotation {
  /** Their words under `access.people`, in their order. */
  readonly people: readonly string[];
  /** Milliseconds between two handovers, on the clock of the zone: a day is a day there, be it one of 23 hours. */
  readonly everyMs: number;
  /** The first handover: what a clock in the zone shows then, as in src/time/local-time.ts. */
  readonly from: number;
  /** Of the tz database. */
  readonly zone: string;
}

/** One turn; its times are milliseconds since the epoch. */
export interface Shift {
  /** Their word under `access.people`. */
  readonly person: string;
  readonly from: number;
  readonly until: number;
}

/** Whose turn it is at that moment; before the first handover it is nobody's. */
export function shiftAt(rotation: Rotation, at: number): Shift | undefined {
  const { everyMs, from, zone } = rotation;
  // The clock may have been put back or forward since that handover: it is one off at the most.
  const about = Math.floor((wallOf(at, zone) - from) / everyMs);
  return [about + 1, about, about - 1]
    .filter((turn) => turn >= 0)
    .map((turn) => shiftOf(rotation, turn))
    .find((shift) => shift.from <= at);
}

/** The turns from that moment on, the one that goes on first. */
export function shiftsFrom(rotation: Rotation, at: number, most: number): readonly Shift[] {
  const { everyMs, from, zone } = rotation;
  const now = shiftAt(rotation, at);
  const first = now === undefined ? 0 : Math.round((wallOf(now.from, zone) - from) / everyMs);
  return Array.from({ length: most }, (_, turn) => shiftOf(rotation, first + turn));
}

function shiftOf({ people, everyMs, from, zone }: Rotation, turn: number): Shift {
  return {
    person: people[turn % people.length] ?? '',
    from: momentOf(from + turn * everyMs, zone),
    until: momentOf(from + (turn + 1) * everyMs, zone),
  };
}
