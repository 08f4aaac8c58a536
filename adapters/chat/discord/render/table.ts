import type { Cell, TableBlock } from '../../../../src/card.ts';
import type { Allowance } from '../../../../src/drawing/allowance.ts';
import { clipped } from '../../../../src/drawing/clipped.ts';
import { cellText, tableLines } from '../../../../src/drawing/plain.ts';
import { visible } from '../../../../src/drawing/visible.ts';
import { displayWidth } from '../../../../src/drawing/width.ts';
import type { Drawn } from './drawn.ts';
import { bold, code, quiet, said, signed, told } from './marks.ts';

/** Columns of letters of one width that a phone held upright shows in one line. */
export const PHONE = 36;

/** In letters of one width where a phone can show that, else each row as a line that may break. */
export function drawTable(block: TableBlock, allowed: Allowance, zone?: string): Drawn {
  const { columns, rows } = block;
  if (columns.length === 0) return { text: '' };
  if (rows.length === 0) return { text: '(none)' };
  const shown: TableBlock = { ...block, rows: rows.slice(0, allowed.rows) };
  const left = rows.length - shown.rows.length;
  const { text, cut } = drawRows(shown, allowed.word);
  if (left === 0 && !cut) return { text };
  return {
    text,
    more: left > 0 ? `${left.toLocaleString('en-US')} more rows` : 'Some values are longer',
    file: { name: 'table.txt', text: tableLines(block, zone).join('\n') },
  };
}

function drawRows(block: TableBlock, word: number): { text: string; cut: boolean } {
  const lines = isTimeless(block) ? tableLines(block) : undefined;
  if (lines?.every((line) => displayWidth(line) <= PHONE)) return { text: code(lines), cut: false };
  const cut = block.rows.some((row) => row.some((cell) => cellText(cell).length > word));
  return { text: block.rows.map((row) => drawRow(row, block, word)).join('\n'), cut };
}

/** Letters of one width hold no date, which is told in its reader's zone. */
function isTimeless({ rows }: TableBlock): boolean {
  return rows.every((row) => row.every((cell) => typeof cell === 'string' || 'text' in cell));
}

/** Columns beside the first; more of them stand in a quiet line of its own under the row's name. */
const FEW = 2;

/**
 * `**web-1**  ✓ running · Host kvm-a`: a value is told by its column's name, but for a word with a tone, and for one that
 * stands alone beside its row's name. What is many goes under it in small letters, so that the names stand out.
 */
function drawRow(row: readonly Cell[], { columns }: TableBlock, word: number): string {
  const [head, ...others] = columns.map((column, at) => ({ column, cell: row[at] }));
  const filled = others.flatMap(({ column, cell }) => {
    if (cell === undefined || cellText(cell).trim() === '') return [];
    // `✓ running` says itself; `✓ 0 %` could be anything.
    const isToned = typeof cell !== 'string' && 'text' in cell && !/^\d/.test(cell.text);
    const label = isToned || others.length === 1 ? '' : said(clipped(visible(column.label), word));
    return [{ isToned, text: `${label} ${drawCell(cell, word)}`.trim() }];
  });
  const few = others.length <= FEW;
  const beside = filled.filter(({ isToned }) => few || isToned).map(({ text }) => text);
  const below = filled.filter(({ isToned }) => !(few || isToned)).map(({ text }) => text);
  const first = [bold(drawCell(head?.cell, word)), beside.join(' · ')];
  return [first.filter((part) => part !== '').join('  '), quiet(below.join(' · '))]
    .filter((part) => part !== '')
    .join('\n');
}

function drawCell(cell: Cell | undefined, word: number): string {
  if (cell === undefined) return '';
  if (typeof cell !== 'string' && 'at' in cell) return told(cell);
  const tone = typeof cell === 'string' ? undefined : cell.tone;
  return `${signed(tone)}${said(clipped(cellText(cell), word))}`;
}
