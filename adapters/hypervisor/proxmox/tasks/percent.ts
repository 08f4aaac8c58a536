import type { Progress } from '../../../../src/operation.ts';

/** vzdump: `INFO:  47% (…`; clones and moves: `transferred … (25.00%)`; restores: `progress 100% (…`. */
const percent = /(?<![\d.])(?<percent>\d{1,3}(?:\.\d+)?)%/;

/** How far a task is by the last percentage of its log, which vzdump, clones, moves and restores print. */
export function percentOf(doing: string): (lines: readonly string[]) => Progress | undefined {
  return (lines) => {
    for (const line of lines.toReversed()) {
      const value = Number(percent.exec(line)?.groups?.['percent']);
      if (value <= 100) return { fraction: value / 100, note: doing };
    }
    return undefined;
  };
}
