import type { Cell, Column, TableBlock, Tone } from '../../../../src/card.ts';
import { contained, visible } from '../../../../src/drawing/visible.ts';
import { clip, displayWidth, pad, wrap } from '../../../../src/drawing/width.ts';
import { valueText } from '../../../../src/time/moment.ts';
import { drawLabelled } from './labelled.ts';
import { inset, type Sheet } from './sheet.ts';

/** What may be cut is never squeezed below this, any other text column below that: the row is a list instead. */
const LEAST = 8;
const NARROW = 12;
const GAP = 2;
/** Lines of one cell that a person still reads as one. */
const MOST_LINES = 6;

interface Shown {
  readonly text: string;
  readonly tone: Tone | undefined;
}

interface Grid {
  readonly labels: readonly string[];
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Shown[])[];
}

/**
 * Columns aligned by display width. When the terminal is too narrow the widest text columns give way: what may be cut
 * is, anything else goes on in the next line, numbers stay whole. When even that leaves nothing to read, each row
 * becomes a short list.
 */
export function drawTable(block: TableBlock, sheet: Sheet): string[] {
  const grid = read(block, sheet.zone);
  if (grid.labels.length === 0) return [];
  const natural = grid.labels.map((label, at) =>
    widest(grid.rows, { at, least: displayWidth(label) }),
  );
  const widths = squeeze(natural, grid.columns, sheet.columns);
  if (widths === undefined) return drawRecords(grid, sheet);
  const heading = grid.labels.map((label): Shown => ({ text: label, tone: undefined }));
  const lines = [
    ...drawRow(heading, grid, { widths, paint: (_, text) => sheet.paint.dim(text) }),
    ...grid.rows.flatMap((row) => drawRow(row, grid, { widths, paint: sheet.paint.tone })),
  ];
  return grid.rows.length === 0 ? [...lines, none(sheet)] : lines;
}

function none({ paint, columns }: Sheet): string {
  return paint.dim(clip('(none)', columns));
}

function read(block: TableBlock, zone: string): Grid {
  return {
    labels: block.columns.map((column) => visible(column.label)),
    columns: block.columns,
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
  columns: readonly Column[],
  width: number,
): readonly number[] | undefined {
  const space = width - GAP * (natural.length - 1);
  if (sum(natural) <= space) return natural;
  const least = natural.map((wanted, at) => Math.min(wanted, leastOf(columns[at], wanted)));
  if (sum(least) > space) return undefined;
  for (let limit = space; ; limit -= 1) {
    const widths = natural.map((wanted, at) => Math.max(least[at] ?? 0, Math.min(wanted, limit)));
    if (sum(widths) <= space) return widths;
  }
}

function leastOf(column: Column | undefined, wanted: number): number {
  if (column?.align === 'right') return wanted;
  return column?.cut ? LEAST : NARROW;
}

/** As many lines as the longest of its cells needs. */
function drawRow(
  row: readonly Shown[],
  grid: Grid,
  how: {
    readonly widths: readonly number[];
    readonly paint: (tone: Tone | undefined, text: string) => string;
  },
): string[] {
  const cells = how.widths.map((width, at) =>
    linesOf(row[at]?.text ?? '', { width, cut: grid.columns[at]?.cut }),
  );
  const tall = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: tall }, (_, line) => {
    const drawn = how.widths.map((width, at) => {
      const text = cells[at]?.[line] ?? '';
      const space = pad('', width - displayWidth(text));
      const painted = how.paint(row[at]?.tone, contained(text));
      return grid.columns[at]?.align === 'right' ? space + painted : painted + space;
    });
    return drawn.join(' '.repeat(GAP)).trimEnd();
  });
}

function linesOf(text: string, to: { width: number; cut?: boolean | undefined }): string[] {
  if (to.cut) return [clip(text, to.width)];
  // No more than can be shown is looked at: a single cell can be megabytes.
  const lines = wrap(clip(text, to.width * MOST_LINES), to.width);
  if (lines.length <= MOST_LINES) return lines;
  const last = clip(lines.slice(MOST_LINES - 1).join(' '), to.width);
  return [...lines.slice(0, MOST_LINES - 1), last];
}

/** Each row as its first cell and, under it, what it has besides, with labels. */
function drawRecords(grid: Grid, sheet: Sheet): string[] {
  if (grid.rows.length === 0) return [none(sheet)];
  const [, ...labels] = grid.labels;
  return grid.rows.flatMap(([first, ...others]) => {
    const head = sheet.paint.bold(contained(clip(first?.text ?? '', sheet.columns)));
    const rest = others.flatMap(({ text, tone }, at) => {
      const shown = { label: labels[at] ?? '', text: clip(text, sheet.columns * MOST_LINES), tone };
      return text === '' ? [] : [shown];
    });
    const below = drawLabelled(rest, inset(sheet, GAP), labels).map((line) => `  ${line}`);
    return [sheet.paint.tone(first?.tone, head), ...below];
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
