import type { ChartBlock, Series } from '../card.ts';
import { ago, bytes, percent } from '../format.ts';

type Unit = ChartBlock['unit'];

/** What a line of a chart says in numbers. */
export interface Figures {
  readonly newest: number;
  /** Milliseconds before the end of the chart up to which the newest value is known; 0 where it is of now. */
  readonly age: number;
  readonly least: number;
  readonly most: number;
}

/** A minute is known some time after its end, when it was measured, stored and made. */
const FRESH_MS = 180_000;

/** Undefined where nothing of it is known. */
export function figuresOf({ points }: Series, end: number): Figures | undefined {
  const values = points.map(([, value]) => value).filter(isKnown);
  const at = points.findLastIndex(([, value]) => isKnown(value));
  const [newest, time] = [values.at(-1), points[at]?.[0]];
  if (newest === undefined || time === undefined) return undefined;
  // A value is of the time until the next one.
  const step = time - (points[at - 1]?.[0] ?? time);
  const age = end - time - step;
  return {
    newest,
    age: age > Math.max(step, FRESH_MS) ? age : 0,
    least: values.reduce((a, b) => Math.min(a, b)),
    most: values.reduce((a, b) => Math.max(a, b)),
  };
}

/** `now 37 %`; `37 % 3 h ago`. */
export function newestWords({ newest, age }: Figures, unit: Unit): string {
  return age === 0 ? `now ${inUnit(newest, unit)}` : `${inUnit(newest, unit)} ${ago(0, age)}`;
}

/** `now 37 %, min 2 %, max 95 %`; `unknown`. */
export function figureWords(series: Series, { unit, end }: { unit: Unit; end: number }): string {
  const figures = figuresOf(series, end);
  if (figures === undefined) return 'unknown';
  const { least, most } = figures;
  return `${newestWords(figures, unit)}, min ${inUnit(least, unit)}, max ${inUnit(most, unit)}`;
}

function inUnit(value: number, unit: Unit): string {
  switch (unit) {
    case 'fraction':
      return percent(value);
    case 'bytes':
      return finely(value);
    case 'bytes-per-second':
      return `${finely(value)}/s`;
    case 'number':
      return String(Number(value.toPrecision(3)));
    default:
      return unit satisfies never;
  }
}

const small = [
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
] as const;

/** `1.4 MiB`: beside an axis that ends at 3 MiB a whole number would say too little. */
function finely(value: number): string {
  const [unit, size] = small.find(([, least]) => value >= least && value < 10 * least) ?? [];
  return size === undefined ? bytes(value) : `${(value / size).toFixed(1)} ${unit}`;
}

export function isKnown(value: number | null): value is number {
  return value !== null && Number.isFinite(value);
}

/** The time a chart is of: what was asked for, else from its first point to its last. Undefined without points. */
export function spanOfChart({ span, series }: ChartBlock): ChartBlock['span'] {
  if (span) return span;
  const times = series.flatMap(({ points }) => points.map(([time]) => time));
  if (times.length === 0) return undefined;
  return {
    from: times.reduce((a, b) => Math.min(a, b)),
    to: times.reduce((a, b) => Math.max(a, b)),
  };
}
