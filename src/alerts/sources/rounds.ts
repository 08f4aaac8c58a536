import type { Machine } from '../../hypervisor.ts';

/** Goes round many machines, so that each has its turn once in a while and never many at once. */
export interface Rounds {
  /** Those whose turn it is, of all that there are of a site; who waits longest first. */
  next(site: string, all: readonly Machine[], now: number): readonly Machine[];
}

export interface RoundsOptions {
  /** Milliseconds between two turns of one machine. */
  readonly everyMs: number;
  /** Milliseconds between two calls. */
  readonly callMs: number;
  /** So many at least are asked in one call, where it is their turn. */
  readonly least: number;
}

export function createRounds({ everyMs, callMs, least }: RoundsOptions): Rounds {
  const known = new Map<string, ReadonlyMap<string, number>>();
  return {
    next(site, all, now) {
      const before = known.get(site) ?? new Map<string, number>();
      const most = Math.max(least, Math.ceil((all.length * callMs) / everyMs));
      const due = all
        .map((machine) => ({ machine, at: before.get(keyOf(machine)) ?? Number.NEGATIVE_INFINITY }))
        // A call comes a little late or early.
        .filter(({ at }) => now - at >= everyMs - callMs / 2)
        .toSorted((a, b) => (a.at === b.at ? 0 : a.at - b.at))
        .slice(0, most)
        .map(({ machine }) => machine);
      const asked = new Set(due.map(keyOf));
      const after = all.flatMap((machine): [string, number][] => {
        const key = keyOf(machine);
        const at = asked.has(key) ? now : before.get(key);
        return at === undefined ? [] : [[key, at]];
      });
      known.set(site, new Map(after));
      return due;
    },
  };
}

function keyOf({ id, birth }: Machine): string {
  return `${id}/${birth}`;
}
