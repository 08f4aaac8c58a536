import type { Block, Card } from '../../../../src/card.ts';
import { drawChart } from '../../../../src/drawing/chart.ts';
import { visible, visibleLines } from '../../../../src/drawing/visible.ts';
import { cellText, tableLines } from './plain.ts';

/** Everything a card says, as plain text: what is attached where a message cannot hold it. */
export function wholeCard(card: Card): string {
  const parts = [[visible(card.title)], ...(card.blocks ?? []).map(blockLines)];
  const footer = card.footer === undefined ? [] : [[visible(card.footer)]];
  return [...parts, ...footer]
    .map((part) => part.join('\n'))
    .filter((part) => part !== '')
    .join('\n\n');
}

function blockLines(block: Block): readonly string[] {
  switch (block.type) {
    case 'text':
    case 'code':
      return visibleLines(block.text);
    case 'fields':
      return block.fields.map(({ label, value }) => `${visible(label)}: ${cellText(value)}`);
    case 'table':
      return tableLines(block);
    case 'progress':
      return [visible(block.note ?? '')];
    case 'chart':
      return drawChart(block, { columns: 100, paint: { dim: (text) => text } });
    case 'image':
      return [`[picture: ${visible(block.alt)}]`];
    case 'file':
      return [visible(block.name), ...visibleLines(block.text)];
    default:
      return block satisfies never;
  }
}
