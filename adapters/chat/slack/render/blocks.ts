import { Buffer } from 'node:buffer';
import type { Block, ChartBlock, FieldsBlock, FileBlock } from '../../../../src/card.ts';
import type { Allowance } from '../../../../src/drawing/allowance.ts';
import { drawChart } from '../../../../src/drawing/chart.ts';
import { clipped, firstLines } from '../../../../src/drawing/clipped.ts';
import { cellText } from '../../../../src/drawing/plain.ts';
import { progressText } from '../../../../src/drawing/progress.ts';
import { visible, visibleLines } from '../../../../src/drawing/visible.ts';
import { bytes } from '../../../../src/format.ts';
import type { Drawn, Pictures } from './drawn.ts';
import type { Limits } from './limits.ts';
import { code, lines, said, saidLines, section, signed, told, words } from './rich.ts';
import { drawTable } from './table.ts';

/** A phone's width for charts; they are drawn with letters of one width. */
const PHONE = 36;
/** Lines of a file that are shown with it. */
const PREVIEW = 12;

interface ChartOptions {
  readonly limits: Pick<Limits, 'altText'>;
  readonly pictures?: Pictures | undefined;
}

/** One block of a card. A new kind of block stops this compiling until it is drawn. */
export function drawBlock(block: Block, allowed: Allowance, options: ChartOptions): Drawn {
  switch (block.type) {
    case 'text':
      return drawText(block.text, allowed);
    case 'fields':
      return drawFields(block, allowed);
    case 'table':
      return drawTable(block, allowed);
    case 'code':
      return drawCode(block.text, allowed);
    case 'progress':
      return { blocks: section([words(progressText(block, allowed.word))]) };
    case 'chart':
      return drawChartIn(block, options);
    case 'image': {
      const alt = visible(block.alt);
      const file = { name: 'picture.png', png: block.png, alt };
      return { blocks: section(said(clipped(`[picture: ${alt}]`, allowed.word))), file };
    }
    case 'file':
      return drawFile(block, allowed);
    default:
      return block satisfies never;
  }
}

/** https://docs.slack.dev/reference/block-kit/blocks/image-block */
function drawChartIn(chart: ChartBlock, { pictures, limits }: ChartOptions): Drawn {
  const picture = pictures?.get(chart);
  const alt = visible(picture?.alt ?? '');
  if (picture?.file !== undefined) {
    const alt_text = clipped(alt, limits.altText);
    return { blocks: [{ type: 'image', slack_file: { id: picture.file }, alt_text }] };
  }
  const blocks = code(drawChart(chart, { columns: PHONE, paint: { dim: (text) => text } }));
  return picture ? { blocks, file: { name: 'chart.png', png: picture.png, alt } } : { blocks };
}

function drawText(text: string, { letters }: Allowance): Drawn {
  const shown = clipped(text, letters);
  if (shown === text) return { blocks: section(saidLines(text)) };
  return {
    blocks: section(saidLines(shown)),
    more: 'The text goes on',
    file: { name: 'text.txt', text: visibleLines(text).join('\n') },
  };
}

function drawFields({ fields }: FieldsBlock, { rows, word }: Allowance): Drawn {
  const drawn = fields
    .slice(0, rows)
    .map(({ label, value, tone }) => [
      ...said(`${clipped(visible(label), word)}`, { bold: true }),
      words('  '),
      ...signed(tone),
      ...(typeof value === 'string' ? said(clipped(visible(value), word)) : told(value)),
    ]);
  const blocks = section(lines(drawn));
  const cut = fields.some(({ label, value }) => visible(label).length > word || long(value, word));
  if (fields.length <= rows && !cut) return { blocks };
  const whole = fields.map(({ label, value }) => `${visible(label)}: ${cellText(value)}`);
  return {
    blocks,
    more: fields.length > rows ? `${fields.length - rows} more values` : 'Some values are longer',
    file: { name: 'values.txt', text: whole.join('\n') },
  };
}

function long(value: unknown, word: number): boolean {
  return typeof value === 'string' && visible(value).length > word;
}

function drawCode(text: string, { letters }: Allowance): Drawn {
  const safe = visibleLines(text).join('\n');
  const shown = firstLines(safe, letters);
  if (shown === safe) return { blocks: code([safe]) };
  return {
    blocks: code([shown]),
    more: 'There is more of it',
    file: { name: 'output.txt', text },
  };
}

function drawFile({ name, text }: FileBlock, allowed: Allowance): Drawn {
  const size = bytes(Buffer.byteLength(text));
  const title = section(said(`${clipped(visible(name), allowed.word)} (${size})`, { bold: true }));
  const safe = visibleLines(text.slice(0, allowed.letters * 2));
  const shown = firstLines(safe.slice(0, PREVIEW).join('\n'), allowed.letters);
  const blocks = [...title, ...code([shown])];
  // An empty file is nothing Slack would take.
  return text === '' ? { blocks } : { blocks, file: { name, text } };
}
