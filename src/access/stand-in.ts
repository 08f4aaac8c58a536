import { type Rotation, type Shift, shiftsFrom } from './rotation.ts';

/** Somebody has the turn of a rota for a time, whatever the file says. Times are milliseconds since the epoch. */
export interface StandIn {
  /** Of two that hold at a moment the one with the larger number counts. */
  readonly number: number;
  readonly rota: string;
  /** Their word under `access.people`. */
  readonly person: string;
  readonly from: number;
  readonly until: number;
}

/** A turn as it is, with those who stand in. */
export interface StoodShift extends Shift {
  /** Whose turn it were by the file; absent where it is theirs, or nobody's. */
  readonly insteadOf?: string | undefined;
}

interface Piece extends Omit<StoodShift, 'person'> {
  /** Absent before the first handover. */
  readonly person?: string | undefined;
  /** It is a turn of the file, and no part of another. */
  readonly whole: boolean;
}

/** The turns from that moment on, the one that goes on first; `standIns` are those of this rota. */
export function stoodShiftsFrom(
  rotation: Rotation,
  standIns: readonly StandIn[],
  { at, most }: { readonly at: number; readonly most: number },
): readonly StoodShift[] {
  const newestFirst = standIns.toSorted((a, b) => b.number - a.number);
  const found: Piece[] = [];
  let from = at;
  // The last one is whole only where the next one is another.
  while (found.filter(({ person }) => person !== undefined).length <= most) {
    const next = pieceAt(rotation, newestFirst, from);
    const last = found.at(-1);
    if (last && goesOn(last, next)) found.splice(-1, 1, { ...last, ...endOf(next) });
    else found.push(last ? { ...next, from } : next);
    from = next.until;
  }
  return found
    .flatMap(({ person, whole: _, ...rest }) => (person === undefined ? [] : [{ ...rest, person }]))
    .slice(0, most);
}

/** Who has it at that moment, and until when nothing can change that. */
function pieceAt(rotation: Rotation, newestFirst: readonly StandIn[], at: number): Piece {
  const [shift] = shiftsFrom(rotation, at, 1);
  const own = shift && shift.from <= at ? shift : undefined;
  const standIn = newestFirst.find(({ from, until }) => from <= at && at < until);
  const edges = newestFirst.flatMap(({ from, until }) => [from, until]);
  const ends = [own ? own.until : (shift?.from ?? Number.POSITIVE_INFINITY), ...edges];
  return {
    person: standIn?.person ?? own?.person,
    insteadOf: standIn && own && own.person !== standIn.person ? own.person : undefined,
    from: standIn?.from ?? own?.from ?? at,
    until: Math.min(...ends.filter((end) => end > at)),
    whole: standIn === undefined,
  };
}

/** The same person goes on; two turns of the file are two, whoever has them. */
function goesOn(last: Piece, next: Piece): boolean {
  return last.person === next.person && !(last.whole && next.whole);
}

function endOf({ until, whole }: Piece): Pick<Piece, 'until' | 'whole'> {
  return { until, whole };
}
