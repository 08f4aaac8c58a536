import type { ChartBlock, ChartMark, Series } from '../card.ts';
import { ago, span } from '../format.ts';
import { figureWords, isKnown, spanOfChart } from './figures.ts';
import { contained, visible } from './visible.ts';
import { clip, displayWidth, pad } from './width.ts';

const bars = '▁▂▃▄▅▆▇█';
const WIDEST = 60;
/** More marks than that are counted. */
const MARKS = 5;

/** What a chart is drawn on. */
export interface ChartSheet {
  /** Display columns a line may have. */
  readonly columns: number;
  readonly paint: { dim(text: string): string };
}

type Point = Series['points'][number];

/** Each series as a line of block characters over the same time, with its least, most and newest value. */
export function drawChart(block: ChartBlock, sheet: ChartSheet): string[] {
  const { from, to } = spanOfChart(block) ?? { from: 0, to: 0 };
  const heading = sheet.paint.dim(contained(clip(headingOf(block, to - from), sheet.columns)));
  if (block.series.every(({ points }) => points.length === 0)) {
    return [heading, sheet.paint.dim(clip('(no values)', sheet.columns))];
  }
  const wide = Math.min(WIDEST, sheet.columns, longest(block.series));
  return [
    heading,
    ...block.series.flatMap((series) => drawSeries(series, { block, from, to, wide, sheet })),
    ...drawMarks(block.marks ?? [], to, sheet),
  ];
}

/** `CPU, 24 h, warning from 80 %` */
function headingOf({ title, thresholds = [] }: ChartBlock, ms: number): string {
  const words = thresholds.map(({ label }) => label);
  return [title, ...(ms > 0 ? [span(ms)] : []), ...words].map(visible).join(', ');
}

/** Newest first. */
function drawMarks(marks: readonly ChartMark[], end: number, sheet: ChartSheet): string[] {
  const newest = marks.toSorted((a, b) => b.at - a.at);
  const lines = newest
    .slice(0, MARKS)
    .map(({ label, at }) => `${clip(visible(label), sheet.columns - 16)}, ${ago(at, end)}`);
  const more = marks.length - MARKS;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].map((line) =>
    sheet.paint.dim(contained(clip(`· ${line}`, sheet.columns))),
  );
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
  const name = visible(series.name);
  const figures = figureWords(series, { unit: block.unit, end: frame.to });
  const line = sparkline(series.points, { ...frame, ceiling: ceiling(block) });
  const shown = contained(clip(name, Math.max(4, Math.floor(sheet.columns / 3))));
  const label = `${shown}  ${sheet.paint.dim(figures)}`;
  const room = displayWidth(shown) + 2 + displayWidth(figures);
  if (line === '') return [label];
  if (wide + 2 + room <= sheet.columns) return [`${pad(line, wide)}  ${label}`];
  if (room <= sheet.columns) return [label, line];
  return [shown, sheet.paint.dim(clip(figures, sheet.columns)), line];
}

/** One character per slice of time, the mean of what was measured in it; a slice without a value is a space. */
function sparkline(points: readonly Point[], frame: Frame & { readonly ceiling: number }): string {
  const slices = Array.from({ length: frame.wide }, () => ({ sum: 0, count: 0 }));
  const whole = frame.to - frame.from || 1;
  for (const [time, value] of points) {
    const slice = slices[Math.round(((time - frame.from) / whole) * (frame.wide - 1))];
    if (slice === undefined || !isKnown(value)) continue;
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
  return values.filter(isKnown).reduce((a, b) => Math.max(a, b), 0) || 1;
}

function longest(series: readonly Series[]): number {
  return series.reduce((most, each) => Math.max(most, each.points.length), 1);
}
