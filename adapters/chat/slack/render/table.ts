import type { RichTextBlock } from '@slack/types';
import type { Cell, TableBlock } from '../../../../src/card.ts';
import type { Allowance } from '../../../../src/drawing/allowance.ts';
import { clipped } from '../../../../src/drawing/clipped.ts';
import { cellText, tableLines } from '../../../../src/drawing/plain.ts';
import { visible } from '../../../../src/drawing/visible.ts';
import { displayWidth } from '../../../../src/drawing/width.ts';
import type { Drawn } from './drawn.ts';
import { code, lines, type Piece, said, section, signed, told, words } from './rich.ts';

/** Columns of letters of one width that a phone held upright shows in one line. */
const PHONE = 36;

/** In letters of one width where a phone can show that, else each row as a line that may break. */
export function drawTable(block: TableBlock, { rows: most, word }: Allowance): Drawn {
  const { columns, rows } = block;
  if (columns.length === 0) return { blocks: [] };
  if (rows.length === 0) return { blocks: section([words('(none)')]) };
  const shown: TableBlock = { ...block, rows: rows.slice(0, most) };
  const left = rows.length - shown.rows.length;
  const drawn = { ...drawRows(shown, word), ...(left > 0 && { more: `${count(left)} more rows` }) };
  if (left === 0 && !drawn.cut) return { blocks: drawn.blocks };
  return {
    blocks: drawn.blocks,
    more: drawn.more ?? 'Some values are longer',
    file: { name: 'table.txt', text: tableLines(block).join('\n') },
  };
}

interface Rows {
  readonly blocks: RichTextBlock[];
  readonly cut?: boolean;
}

function drawRows(block: TableBlock, word: number): Rows {
  const text = isTimeless(block) ? tableLines(block) : undefined;
  if (text?.every((line) => displayWidth(line) <= PHONE)) return { blocks: code(text) };
  const long = block.rows.some((row) => row.some((cell) => cellText(cell).length > word));
  const drawn = block.rows.map((row) => drawRow(row, block, word));
  return { blocks: section(lines(drawn)), cut: long };
}

/** Letters of one width hold no date, which is told in its reader's zone. */
function isTimeless({ rows }: TableBlock): boolean {
  return rows.every((row) => row.every((cell) => typeof cell === 'string' || 'text' in cell));
}

/**
 * `web-1  ✓ running · Host kvm-a · CPU 12 %`: a value is told by its column's name, but for a word with a tone, and for one
 * that stands alone beside its row's name.
 */
function drawRow(row: readonly Cell[], { columns }: TableBlock, word: number): Piece[] {
  const [head, ...others] = columns.map((column, at) => ({ column, cell: row[at] }));
  const first = drawCell(head?.cell, word, { bold: true });
  const rest = others.flatMap(({ column, cell }) => {
    if (cell === undefined || cellText(cell) === '') return [];
    const plain = saysItself(cell) || others.length === 1 || column.label === '';
    const label = plain ? '' : `${clipped(visible(column.label), word)} `;
    return [[...(label === '' ? [] : [words(label)]), ...drawCell(cell, word)]];
  });
  const joined = rest.flatMap((each, at) => (at === 0 ? each : [words(' · '), ...each]));
  return joined.length === 0 ? first : [...first, words('  '), ...joined];
}

function drawCell(cell: Cell | undefined, word: number, style?: { bold: boolean }): Piece[] {
  if (cell === undefined) return [];
  if (typeof cell !== 'string' && 'at' in cell) return told(cell);
  const tone = typeof cell === 'string' ? undefined : cell.tone;
  const shown = clipped(cellText(cell), word);
  return [...signed(tone), ...said(shown, style)];
}

/** `✓ running` does; `✓ 0 %` could be anything. */
function saysItself(cell: Cell): boolean {
  return typeof cell !== 'string' && 'text' in cell && !/^\d/.test(cell.text);
}

/** `1,940` */
function count(number: number): string {
  return number.toLocaleString('en-US');
}
