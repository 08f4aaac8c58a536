/** Takes one sample, in the unit of its series. */
export type Sample = () => Promise<number>;

export interface Rounds {
  readonly rounds: number;
  /** Rounds before the first that counts: caches fill, code is compiled. */
  readonly warmUp: number;
  readonly signal: AbortSignal;
}

/**
 * One sample of each series a round, in turn forwards and backwards, so that whatever else the machine does
 * meanwhile falls on all of them alike.
 */
export async function interleave<K extends string>(
  series: Readonly<Record<K, Sample>>,
  { rounds, warmUp, signal }: Rounds,
): Promise<Readonly<Record<K, readonly number[]>>> {
  const names = Object.keys(series) as K[];
  const samples = Object.fromEntries(names.map((name): [K, number[]] => [name, []])) as Record<
    K,
    number[]
  >;
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      signal.throwIfAborted();
      const sample = await series[name]();
      if (round >= 0) samples[name].push(sample);
    }
  }
  return samples;
}

/** Milliseconds that one act takes. */
export async function timed(act: () => unknown): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

export function median(values: readonly number[]): number {
  return (
    (quantile(values, 0.5) +
      -quantile(
        values.map((value) => -value),
        0.5,
      )) /
    2
  );
}

/** The smallest value that at least this share of all is not above: nearest rank. Throws for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new RangeError('there is no quantile of nothing');
  return found;
}

/** What all but the slowest hundredth stay within; wants a hundred values to mean that. */
export function p99(values: readonly number[]): number {
  return quantile(values, 0.99);
}

/**
 * Work of about this many milliseconds that makes rows as a list does and asks nobody: its own p99 tells what the
 * machine, and its collector of garbage, do meanwhile to anything that takes as long.
 */
export function bareWork(ms: number): () => number {
  let rows = 100;
  while (fastest(() => makeRows(rows)) < ms) rows = Math.ceil(rows * 1.1);
  return () => makeRows(rows);
}

function fastest(act: () => number): number {
  const times = Array.from({ length: 20 }, () => {
    const began = performance.now();
    act();
    return performance.now() - began;
  });
  return Math.min(...times);
}

function makeRows(count: number): number {
  const rows: unknown[] = [];
  for (let at = 0; at < count; at += 1) rows.push([`row-${at}`, { text: 'running' }, String(at)]);
  return rows.length;
}
