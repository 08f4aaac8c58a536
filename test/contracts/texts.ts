import type { Card, Cell, Moment } from '../../src/card.ts';

/** The first words of every text in a card that a person must be able to read. */
export function textsOf(card: Card): string[] {
  const blocks = (card.blocks ?? []).flatMap((block): string[] => {
    switch (block.type) {
      case 'text':
      case 'code':
        return block.text.split('\n').slice(0, 1);
      case 'fields':
        return block.fields.map((field) => plain(field.value));
      case 'table':
        return block.rows
          .slice(0, 5)
          .flatMap((row) => row.map(cellText).slice(0, block.columns.length));
      case 'progress':
        return [block.note ?? ''];
      case 'chart':
        return [block.title, ...block.series.map((series) => series.name)];
      case 'image':
        return [block.alt];
      case 'file':
        return [block.name];
      default:
        return block satisfies never;
    }
  });
  const labels = (card.actions ?? []).map((action) => action.label);
  return [card.title, ...blocks, ...labels, card.footer ?? ''].filter((text) => text !== '');
}

function cellText(cell: Cell): string {
  return typeof cell !== 'string' && 'text' in cell ? cell.text : plain(cell);
}

/** Of a moment, what every zone and platform shows the same way. */
function plain(value: string | Moment): string {
  return typeof value === 'string' ? value : (value.note ?? '');
}
