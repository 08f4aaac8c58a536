import type { Cell, TableBlock, Tone } from '../../../../src/card.ts';
import { contained, visible } from '../../../../src/drawing/visible.ts';
import { clip, displayWidth, pad } from '../../../../src/drawing/width.ts';
import { valueText } from '../../../../src/time/moment.ts';
import type { Sheet } from './sheet.ts';

/** A text column is never squeezed below this; a table that would need it is drawn as a list instead. */
const LEAST = 8;
const GAP = 2;

interface Shown {
  readonly text: string;
  readonly tone: Tone | undefined;
}

interface Grid {
  readonly labels: readonly string[];
  readonly right: readonly boolean[];
  readonly rows: readonly (readonly Shown[])[];
}

/**
 * One line a row, columns aligned by display width. When the terminal is too narrow the widest text columns
 * are clipped first, numbers never; when even that leaves nothing to read, each row becomes a short list.
 */
export function drawTable(block: TableBlock, sheet: Sheet): string[] {
  const grid = read(block, sheet.zone);
  if (grid.labels.length === 0) return [];
  const natural = grid.labels.map((label, at) =>
    widest(grid.rows, { at, least: displayWidth(label) }),
  );
  const fitted = squeeze(natural, grid.right, sheet.columns);
  if (fitted === undefined) return drawRecords(grid, sheet);
  const heading = grid.labels.map((label): Shown => ({ text: label, tone: undefined }));
  const lines = [
    drawRow(heading, grid, { widths: fitted, paint: (_, text) => sheet.paint.dim(text) }),
  ];
  for (const row of grid.rows) {
    lines.push(drawRow(row, grid, { widths: fitted, paint: sheet.paint.tone }));
  }
  return grid.rows.length === 0
    ? [...lines, sheet.paint.dim(clip('(none)', sheet.columns))]
    : lines;
}

function read(block: TableBlock, zone: string): Grid {
  return {
    labels: block.columns.map((column) => visible(column.label)),
    right: block.columns.map((column) => column.align === 'right'),
    rows: block.rows.map((row) => block.columns.map((_, at) => readCell(row[at], zone))),
  };
}

function readCell(cell: Cell | undefined, zone: string): Shown {
  if (cell === undefined) return { text: '', tone: undefined };
  if (typeof cell !== 'string' && 'text' in cell) {
    return { text: visible(cell.text), tone: cell.tone };
  }
  return { text: visible(valueText(cell, zone)), tone: undefined };
}

function widest(rows: Grid['rows'], column: { at: number; least: number }): number {
  return rows.reduce(
    (most, row) => Math.max(most, displayWidth(row[column.at]?.text ?? '')),
    column.least,
  );
}

/** The columns' widths, or undefined when they cannot all be read in this space. */
function squeeze(
  natural: readonly number[],
  right: readonly boolean[],
  columns: number,
): readonly number[] | undefined {
  const space = columns - GAP * (natural.length - 1);
  if (sum(natural) <= space) return natural;
  const texts = natural.filter((_, at) => right[at] !== true);
  const numbers = sum(natural) - sum(texts);
  const limit = level(texts, space - numbers);
  if (limit < LEAST) return undefined;
  return natural.map((width, at) => (right[at] === true ? width : Math.min(width, limit)));
}

/** The highest limit at which the widths, each cut to it, fit into the space. */
function level(widths: readonly number[], space: number): number {
  const sorted = widths.toSorted((a, b) => a - b);
  let left = space;
  for (const [at, width] of sorted.entries()) {
    const share = Math.floor(left / (sorted.length - at));
    if (width > share) return share;
    left -= width;
  }
  return left >= 0 ? Number.POSITIVE_INFINITY : -1;
}

function drawRow(
  row: readonly Shown[],
  grid: Grid,
  how: { widths: readonly number[]; paint: (tone: Tone | undefined, text: string) => string },
): string {
  const cells = how.widths.map((width, at) => {
    const cell = row[at];
    const text = clip(cell?.text ?? '', width);
    const space = pad('', width - displayWidth(text));
    const painted = how.paint(cell?.tone, contained(text));
    return grid.right[at] === true ? space + painted : painted + space;
  });
  return cells.join(' '.repeat(GAP)).trimEnd();
}

/** Each row as its first cell and, under it, what it has besides, with labels. */
function drawRecords(grid: Grid, sheet: Sheet): string[] {
  if (grid.rows.length === 0) return [sheet.paint.dim(clip('(none)', sheet.columns))];
  const [, ...labels] = grid.labels;
  const most = labels.reduce((wide, label) => Math.max(wide, displayWidth(label)), 0);
  const wide = Math.min(most, Math.floor(sheet.columns / 3));
  const room = Math.max(1, sheet.columns - wide - 2 * GAP);
  return grid.rows.flatMap(([first, ...others]) => {
    const head = sheet.paint.bold(contained(clip(first?.text ?? '', sheet.columns)));
    const rest = others.flatMap((cell, at) => {
      if (cell.text === '') return [];
      const label = sheet.paint.dim(pad(contained(clip(labels[at] ?? '', wide)), wide));
      return [`  ${label}  ${sheet.paint.tone(cell.tone, contained(clip(cell.text, room)))}`];
    });
    return [sheet.paint.tone(first?.tone, head), ...rest];
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
