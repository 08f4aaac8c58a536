import type { Cell, TableBlock } from '../card.ts';
import { valueText } from '../time/moment.ts';
import { visible } from './visible.ts';
import { displayWidth, pad } from './width.ts';

/** A cell as harmless text; a file and a notification have no reader's zone. */
export function cellText(cell: Cell | undefined, zone = 'UTC'): string {
  if (cell === undefined) return '';
  if (typeof cell !== 'string' && 'text' in cell) return visible(cell.text);
  return visible(valueText(cell, zone));
}

/** The whole table in letters of one width, a line a row. */
export function tableLines({ columns, rows }: TableBlock, zone = 'UTC'): string[] {
  const grid = [
    columns.map(({ label }) => visible(label)),
    ...rows.map((row) => columns.map((_, at) => cellText(row[at], zone))),
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
