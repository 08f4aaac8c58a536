import { LRUCache } from 'lru-cache';

/** One reading of counters that only grow: what was used, and what could have been, in the same unit. */
export interface Sample {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly busy: number;
  readonly all: number;
}

/** Shares and rates from two readings, neither so close that chance decides nor so old that it says little. */
export interface Meter {
  /** True when the share could be told from a reading at this moment. */
  isReady(id: string, at: number): boolean;
  /** The share since the reading before, which this one will be next; absent when there is none. */
  share(id: string, sample: Sample): number | undefined;
  /** How much a counter grew, each second, since the reading before; absent when there is none. */
  perSecond(
    id: string,
    reading: { readonly at: number; readonly count: number },
  ): number | undefined;
}

/** Milliseconds between two readings, at least and at most, that a share is made of. */
const SHORTEST = 500;
const OLDEST = 60_000;
/** Counters whose readings are kept, about six a machine: those that are gone are pushed out in the end. */
const MOST = 60_000;

/** Milliseconds to wait where no reading before is good. */
export const SAMPLE_PAUSE = SHORTEST;

export function createMeter(): Meter {
  const kept = new LRUCache<string, readonly Sample[]>({ max: MOST });
  const before = (id: string, at: number) =>
    kept.get(id)?.findLast((one) => at - one.at >= SHORTEST && at - one.at <= OLDEST);

  function ratio(id: string, sample: Sample): number | undefined {
    const earlier = before(id, sample.at);
    const all = kept.get(id) ?? [];
    const last = all.at(-1);
    // Two are enough: a reading between them would only push the good one out.
    if (!last || sample.at - last.at >= SHORTEST) kept.set(id, [...all.slice(-1), sample]);
    return earlier ? ratioBetween(earlier, sample) : undefined;
  }

  return {
    isReady: (id, at) => before(id, at) !== undefined,
    share(id, sample) {
      const share = ratio(id, sample);
      return share === undefined ? undefined : Math.min(1, share);
    },
    perSecond(id, { at, count }) {
      const rate = ratio(id, { at, busy: count, all: at / 1_000 });
      return rate === undefined ? undefined : Math.round(rate);
    },
  };
}

function ratioBetween(before: Sample, now: Sample): number | undefined {
  const busy = now.busy - before.busy;
  const all = now.all - before.all;
  // A machine that was started anew counts from zero again.
  if (!(all > 0) || !(busy >= 0)) return undefined;
  return busy / all;
}
