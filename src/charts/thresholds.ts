import type { ChartThreshold } from '../card.ts';
import { fitted, textWidth } from './letters.ts';
import { paper, sizes, tones } from './look.ts';
import { type Box, draw, type Shape, write } from './shapes.ts';

/** From the line to the middle of the words above it, and of those below it. */
const [ABOVE, BELOW] = [-8, 9];
/** From one line of words to the next. */
const ROW = 13;
const ASIDE = 4;

/** Where the words of a line stand. */
export interface ThresholdLabel {
  readonly text: string;
  readonly align: 'left' | 'right';
  readonly x: number;
  /** The middle of the words. */
  readonly y: number;
}

/** A dashed line for each value within the plot, with its words where no others stand. */
export function thresholdsOf(
  thresholds: readonly ChartThreshold[],
  top: number,
  plot: Box,
): readonly Shape[] {
  const shown = thresholds.filter(({ value }) => value >= 0 && value <= top);
  const heights = shown.map(({ value }) => plot.y + plot.height * (1 - value / top));
  const labels = placeThresholds(
    shown.map(({ label }, at) => ({ label, y: heights[at] ?? 0 })),
    plot,
  );
  return shown.flatMap(({ tone }, at) => {
    const [y = 0, label] = [heights[at], labels[at]];
    const colour = tones[tone];
    const line = draw({ from: [plot.x, y], to: [plot.x + plot.width, y], colour, dash: [4, 4] });
    return label ? [line, write({ ...label, colour, size: 'small', halo: paper })] : [line];
  });
}

/** Above its line at the left, where there is room; else at the right, or below it. Left out where all is taken. */
export function placeThresholds(
  lines: readonly { readonly label: string; readonly y: number }[],
  plot: Box,
): readonly (ThresholdLabel | undefined)[] {
  const taken: ThresholdLabel[] = [];
  return lines.map(({ label, y }) => {
    const text = fitted(label, sizes.small, plot.width / 2 - ASIDE);
    const places = [ABOVE, BELOW].flatMap((by) => [
      { text, align: 'left' as const, x: plot.x + ASIDE, y: y + by },
      { text, align: 'right' as const, x: plot.x + plot.width - ASIDE, y: y + by },
    ]);
    const free = places.find(
      (one) => isWithin(one, plot) && !taken.some((other) => meets(one, other)),
    );
    if (free) taken.push(free);
    return free;
  });
}

function isWithin({ y }: ThresholdLabel, plot: Box): boolean {
  return y - ROW / 2 >= plot.y && y + ROW / 2 <= plot.y + plot.height;
}

function meets(one: ThresholdLabel, other: ThresholdLabel): boolean {
  if (Math.abs(one.y - other.y) >= ROW) return false;
  const [a, b] = [one, other].map(edgesOf);
  return a !== undefined && b !== undefined && a.from < b.to && b.from < a.to;
}

function edgesOf({ text, align, x }: ThresholdLabel) {
  const wide = textWidth(text, sizes.small);
  return align === 'left' ? { from: x, to: x + wide } : { from: x - wide, to: x };
}
