import type { ChartBlock } from '../card.ts';
import { figuresOf, figureWords, newestWords } from '../drawing/figures.ts';
import { fitted, textWidth } from './letters.ts';
import { ink, penOf, quiet, sizes } from './look.ts';
import { type Box, draw, type Shape, write } from './shapes.ts';

const ROW = 19;
const SWATCH = 18;
const GAP = 8;
/** So many have a line of their own, with their least and their most. */
const ROOMY = 4;

export function legendHeight({ series }: ChartBlock): number {
  return rowsOf(series.length) * ROW;
}

/** Each line's pen, its name and its figures. */
export function legendOf(
  chart: ChartBlock,
  box: Omit<Box, 'height'>,
  end: number,
): readonly Shape[] {
  const { series } = chart;
  const rows = rowsOf(series.length);
  const columns = columnsOf(series.length);
  const wide = (box.width - (columns - 1) * 2 * GAP) / columns;
  return series.flatMap((one, at) => {
    const x = box.x + Math.floor(at / rows) * (wide + 2 * GAP);
    const y = box.y + ((at % rows) + 0.5) * ROW;
    const { colour, dash } = penOf(at);
    const figures = figuresOf(one, end);
    // What is not said to be older is of now.
    const short = figures ? newestWords(figures, chart.unit).replace(/^now /, '') : 'unknown';
    const all = figureWords(one, { unit: chart.unit, end });
    const roomBeside = (words: string) => wide - SWATCH - 2 * GAP - textWidth(words, sizes.small);
    const fits = columns === 1 && textWidth(one.name, sizes.text) <= roomBeside(all);
    const words = fits ? all : short;
    const room = roomBeside(words);
    return [
      draw({ from: [x, y], to: [x + SWATCH, y], colour, dash, width: 3 }),
      write({ x: x + SWATCH + GAP, y, text: fitted(one.name, sizes.text, room), colour: ink }),
      write({ x: x + wide, y, text: words, colour: quiet, size: 'small', align: 'right' }),
    ];
  });
}

function columnsOf(count: number): number {
  return count > ROOMY ? 2 : 1;
}

function rowsOf(count: number): number {
  return Math.ceil(count / columnsOf(count));
}
