import type { Block, Card } from '../card.ts';
import { drawChart } from './chart.ts';
import { cellText, tableLines } from './plain.ts';
import { visible, visibleLines } from './visible.ts';

/** Everything a card says, as plain text: what is attached where a message cannot hold it. */
export function wholeCard(card: Card, zone = 'UTC'): string {
  const parts = [
    [visible(card.title)],
    ...(card.blocks ?? []).map((block) => blockLines(block, zone)),
  ];
  const footer = card.footer === undefined ? [] : [[visible(card.footer)]];
  return [...parts, ...footer]
    .map((part) => part.join('\n'))
    .filter((part) => part !== '')
    .join('\n\n');
}

function blockLines(block: Block, zone: string): readonly string[] {
  switch (block.type) {
    case 'text':
    case 'code':
      return visibleLines(block.text);
    case 'fields':
      return block.fields.map(({ label, value }) => `${visible(label)}: ${cellText(value, zone)}`);
    case 'table':
      return tableLines(block, zone);
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
