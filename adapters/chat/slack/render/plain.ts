import type { Cell, TableBlock } from '../../../../src/card.ts';
import { visible } from '../../../../src/drawing/visible.ts';
import { displayWidth, pad } from '../../../../src/drawing/width.ts';
import { valueText } from '../../../../src/moment.ts';

/** A cell as harmless text; a file and a notification have no reader's zone. */
export function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  if (typeof cell !== 'string' && 'text' in cell) return visible(cell.text);
  return visible(valueText(cell, 'UTC'));
}

/** The whole table in letters of one width, a line a row. */
export function tableLines({ columns, rows }: TableBlock): string[] {
  const grid = [
    columns.map(({ label }) => visible(label)),
    ...rows.map((row) => columns.map((_, at) => cellText(row[at]))),
  ];
  const widths = columns.map((_, at) =>
    grid.reduce((most, row) => Math.max(most, displayWidth(row[at] ?? '')), 0),
  );
  return grid.map((row) =>
    widths
      .map((width, at) => pad(row[at] ?? '', width, columns[at]?.align))
      .join('  ')
      .trimEnd(),
  );
}
