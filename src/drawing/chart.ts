import type { ChartBlock, Series } from '../card.ts';
import { bytes, percent, span } from '../format.ts';
import { contained, visible } from './visible.ts';
import { clip, displayWidth, pad } from './width.ts';

const bars = '▁▂▃▄▅▆▇█';
const WIDEST = 60;

/** What a chart is drawn on. */
export interface ChartSheet {
  /** Display columns a line may have. */
  readonly columns: number;
  readonly paint: { dim(text: string): string };
}

type Point = Series['points'][number];

/** Each series as a line of block characters over the same time, with its least, most and last value. */
export function drawChart(block: ChartBlock, sheet: ChartSheet): string[] {
  const points = block.series.flatMap((series) => series.points);
  const from = edge(points, Math.min);
  const to = edge(points, Math.max);
  const title = visible(block.title);
  const time = to > from ? `, ${span(to - from)}` : '';
  const heading = sheet.paint.dim(contained(clip(`${title}${time}`, sheet.columns)));
  if (points.length === 0) return [heading, sheet.paint.dim(clip('(no values)', sheet.columns))];
  const wide = Math.min(WIDEST, sheet.columns, longest(block.series));
  return [
    heading,
    ...block.series.flatMap((series) => drawSeries(series, { block, from, to, wide, sheet })),
  ];
}

interface Frame {
  readonly block: ChartBlock;
  readonly from: number;
  readonly to: number;
  readonly wide: number;
  readonly sheet: ChartSheet;
}

function drawSeries(series: Series, frame: Frame): string[] {
  const { block, sheet, wide } = frame;
  const values = series.points.map(([, value]) => value).filter(known);
  const name = visible(series.name);
  const figures = describe(values, block.unit);
  const line = sparkline(series.points, { ...frame, ceiling: ceiling(block) });
  const shown = contained(clip(name, Math.max(4, Math.floor(sheet.columns / 3))));
  const label = `${shown}  ${sheet.paint.dim(figures)}`;
  const room = displayWidth(shown) + 2 + displayWidth(figures);
  if (line === '') return [label];
  if (wide + 2 + room <= sheet.columns) return [`${pad(line, wide)}  ${label}`];
  if (room <= sheet.columns) return [label, line];
  return [shown, sheet.paint.dim(clip(figures, sheet.columns)), line];
}

function describe(values: readonly number[], unit: ChartBlock['unit']): string {
  const last = values.at(-1);
  if (last === undefined) return 'unknown';
  const least = values.reduce((a, b) => Math.min(a, b));
  const most = values.reduce((a, b) => Math.max(a, b));
  const of = (value: number) => inUnit(value, unit);
  return `now ${of(last)}, min ${of(least)}, max ${of(most)}`;
}

/** One character per slice of time, the mean of what was measured in it; a slice without a value is a space. */
function sparkline(points: readonly Point[], frame: Frame & { readonly ceiling: number }): string {
  const slices = Array.from({ length: frame.wide }, () => ({ sum: 0, count: 0 }));
  const whole = frame.to - frame.from || 1;
  for (const [time, value] of points) {
    const slice = slices[Math.round(((time - frame.from) / whole) * (frame.wide - 1))];
    if (slice === undefined || !known(value)) continue;
    slice.sum += value;
    slice.count += 1;
  }
  return slices
    .map(({ sum, count }) => (count === 0 ? ' ' : bar(sum / count / frame.ceiling)))
    .join('')
    .trimEnd();
}

function bar(share: number): string {
  const height = Math.round(Math.min(1, Math.max(0, share)) * (bars.length - 1));
  return bars.charAt(height);
}

/** The value of a full bar: all of it for a share, else the largest value of any series. */
function ceiling(block: ChartBlock): number {
  if (block.unit === 'fraction') return 1;
  const values = block.series.flatMap((series) => series.points.map(([, value]) => value));
  return values.filter(known).reduce((a, b) => Math.max(a, b), 0) || 1;
}

function inUnit(value: number, unit: ChartBlock['unit']): string {
  switch (unit) {
    case 'fraction':
      return percent(value);
    case 'bytes':
      return bytes(value);
    case 'bytes-per-second':
      return `${bytes(value)}/s`;
    case 'number':
      return String(Number(value.toPrecision(3)));
    default:
      return unit satisfies never;
  }
}

function known(value: number | null): value is number {
  return value !== null && Number.isFinite(value);
}

function longest(series: readonly Series[]): number {
  return series.reduce((most, each) => Math.max(most, each.points.length), 1);
}

function edge(points: readonly Point[], pick: (a: number, b: number) => number): number {
  return points.reduce((found, [time]) => pick(found, time), points[0]?.[0] ?? 0);
}
