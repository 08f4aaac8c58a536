import { Buffer } from 'node:buffer';
import type { Block, FieldsBlock, FileBlock } from '../../../../src/card.ts';
import { drawChart } from '../../../../src/drawing/chart.ts';
import { contained, visible, visibleLines } from '../../../../src/drawing/visible.ts';
import { chop, clip, displayWidth, pad, wrap } from '../../../../src/drawing/width.ts';
import { bytes } from '../../../../src/format.ts';
import { valueText } from '../../../../src/time/moment.ts';
import { drawProgress } from './progress.ts';
import { inset, type Sheet } from './sheet.ts';
import { drawTable } from './table.ts';

/** Longer lines of prose are hard to read, however wide the terminal is. */
const READABLE = 100;
const FILE_LINES = 20;
/** A letter with all the marks that are drawn, and to spare. */
const UNITS_A_COLUMN = 16;

/** The lines of one block. A new kind of block stops this compiling until it is drawn. */
export function drawBlock(block: Block, sheet: Sheet): string[] {
  switch (block.type) {
    case 'text':
      return drawText(block.text, sheet);
    case 'fields':
      return drawFields(block, sheet);
    case 'table':
      return drawTable(block, sheet);
    case 'code':
      return indent(chopLines(block.text, inset(sheet, 2)));
    case 'progress':
      return [drawProgress(block, sheet.columns)];
    case 'chart':
      return drawChart(block, sheet);
    case 'image':
      return wrap(`[picture: ${visible(block.alt)}]`, sheet.columns).map(contained);
    case 'file':
      return drawFile(block, sheet);
    default:
      return block satisfies never;
  }
}

function drawText(text: string, sheet: Sheet): string[] {
  const columns =
    sheet.columns === Number.POSITIVE_INFINITY ? sheet.columns : Math.min(sheet.columns, READABLE);
  return visibleLines(text).flatMap((line) => wrap(line, columns).map(contained));
}

function drawFields(block: FieldsBlock, sheet: Sheet): string[] {
  const labels = block.fields.map((field) => visible(field.label));
  const most = labels.reduce((wide, label) => Math.max(wide, displayWidth(label)), 0);
  const wide = Math.min(most, Math.max(4, Math.floor(sheet.columns / 3)));
  return block.fields.flatMap((field, at) => {
    const label = sheet.paint.dim(pad(contained(clip(labels[at] ?? '', wide)), wide));
    const lines = wrap(
      visible(valueText(field.value, sheet.zone)),
      Math.max(4, sheet.columns - wide - 2),
    );
    const painted = lines.map((line) => sheet.paint.tone(field.tone, contained(line)));
    return painted.map((line, row) => `${row === 0 ? label : pad('', wide)}  ${line}`.trimEnd());
  });
}

function drawFile(block: FileBlock, sheet: Sheet): string[] {
  const size = ` (${bytes(Buffer.byteLength(block.text))})`;
  const name = contained(
    clip(visible(block.name), Math.max(4, sheet.columns - displayWidth(size))),
  );
  // No more than can be shown is looked at: a single line can be megabytes.
  const source = block.text
    .slice(0, FILE_LINES * sheet.columns * UNITS_A_COLUMN)
    .split('\n', FILE_LINES + 1)
    .join('\n');
  const lines = block.text === '' ? [] : chopLines(source, inset(sheet, 2));
  const left = block.text.split('\n').length - FILE_LINES;
  const more = left > 0 || lines.length > FILE_LINES ? [sheet.paint.dim(rest(left))] : [];
  return [`${name}${sheet.paint.dim(size)}`, ...indent([...lines.slice(0, FILE_LINES), ...more])];
}

function rest(lines: number): string {
  return lines > 0 ? `… ${lines} more lines` : '… more';
}

function chopLines(text: string, sheet: Sheet): string[] {
  const lines = visibleLines(text.replace(/\r?\n$/, ''));
  return lines.flatMap((line) => chop(line, sheet.columns)).map(contained);
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`.trimEnd());
}
