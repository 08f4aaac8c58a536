import { Buffer } from 'node:buffer';
import type { Block, ChartBlock, Field, FieldsBlock, FileBlock } from '../../../../src/card.ts';
import type { Allowance } from '../../../../src/drawing/allowance.ts';
import { drawChart } from '../../../../src/drawing/chart.ts';
import { clipped, firstLines } from '../../../../src/drawing/clipped.ts';
import { cellText } from '../../../../src/drawing/plain.ts';
import { progressText } from '../../../../src/drawing/progress.ts';
import { visible, visibleLines } from '../../../../src/drawing/visible.ts';
import { bytes } from '../../../../src/format.ts';
import type { RenderOptions } from './assemble.ts';
import type { Drawn } from './drawn.ts';
import { bold, code, said, saidLines, signed, told } from './marks.ts';
import { drawTable, PHONE } from './table.ts';

/** Lines of a file that are shown with it. */
const PREVIEW = 12;

/** One block of a card. A new kind of block stops this compiling until it is drawn. */
export function drawBlock(
  block: Block,
  allowed: Allowance,
  { zone, pictures }: Pick<RenderOptions, 'zone' | 'pictures'> = {},
): Drawn {
  switch (block.type) {
    case 'text':
      return drawText(block.text, allowed);
    case 'fields':
      return drawFields(block, allowed, zone);
    case 'table':
      return drawTable(block, allowed, zone);
    case 'code':
      return drawCode(block.text, allowed);
    case 'progress':
      return { text: said(progressText(block, allowed.word)) };
    case 'chart':
      return drawChartIn(block, pictures);
    case 'image':
      return { text: '', file: { name: 'picture.png', png: block.png, alt: visible(block.alt) } };
    case 'file':
      return drawFile(block, allowed);
    default:
      return block satisfies never;
  }
}

function drawChartIn(chart: ChartBlock, pictures: RenderOptions['pictures']): Drawn {
  const picture = pictures?.get(chart);
  if (picture === undefined) {
    return { text: code(drawChart(chart, { columns: PHONE, paint: { dim: (text) => text } })) };
  }
  return { text: '', file: { name: 'chart.png', png: picture.png, alt: visible(picture.alt) } };
}

function drawText(text: string, { letters }: Allowance): Drawn {
  const shown = clipped(text, letters);
  if (shown === text) return { text: saidLines(text) };
  return {
    text: saidLines(shown),
    more: 'The text goes on',
    file: { name: 'text.txt', text: visibleLines(text).join('\n') },
  };
}

function drawFields({ fields }: FieldsBlock, { rows, word }: Allowance, zone?: string): Drawn {
  const text = fields
    .slice(0, rows)
    .map((field) => drawField(field, word))
    .join('\n');
  const cut = fields.some(({ label, value }) => isLong(label, word) || isLong(value, word));
  if (fields.length <= rows && !cut) return { text };
  const whole = fields.map(({ label, value }) => `${visible(label)}: ${cellText(value, zone)}`);
  return {
    text,
    more: fields.length > rows ? `${fields.length - rows} more values` : 'Some values are longer',
    file: { name: 'values.txt', text: whole.join('\n') },
  };
}

function drawField({ label, value, tone }: Field, word: number): string {
  const name = bold(said(clipped(visible(label), word)));
  const shown = typeof value === 'string' ? said(clipped(visible(value), word)) : told(value);
  return `${name}  ${signed(tone)}${shown}`.trim();
}

function isLong(value: unknown, word: number): boolean {
  return typeof value === 'string' && visible(value).length > word;
}

function drawCode(text: string, { letters }: Allowance): Drawn {
  const safe = visibleLines(text).join('\n');
  const shown = firstLines(safe, letters);
  if (shown === safe) return { text: code([safe]) };
  return { text: code([shown]), more: 'There is more of it', file: { name: 'output.txt', text } };
}

function drawFile({ name, text }: FileBlock, { letters, word }: Allowance): Drawn {
  const size = bytes(Buffer.byteLength(text));
  const title = bold(`${said(clipped(visible(name), word))} (${size})`);
  const lines = visibleLines(text.slice(0, letters * 2)).slice(0, PREVIEW);
  const preview = code([firstLines(lines.join('\n'), letters)]);
  const shown = preview === '' ? title : `${title}\n${preview}`;
  // An empty file is nothing Discord would take.
  return text === '' ? { text: shown } : { text: shown, file: { name, text } };
}
