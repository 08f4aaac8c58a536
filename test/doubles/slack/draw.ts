import type { Block } from './blocks/blocks.ts';
import type { Action } from './blocks/elements.ts';
import type { Text } from './blocks/text.ts';
import type { Content } from './check.ts';
import { type Eyes, readMarks, type Span } from './marks.ts';
import { linesOf, spansOf } from './spans.ts';

/** A block as lines of spans: the plain text and the page are both drawn from it. */
type Lines = readonly (readonly Span[])[];

const plainly = (lines: Lines): string =>
  lines.map((line) => line.map(({ text }) => text).join('')).join('\n');

/** The spans of a block that carry text of the bot; its buttons are not among them. */
export function textOf(block: Block, eyes: Eyes): Lines {
  const of = (text: Text | undefined): Lines => (text ? [spansOf(text, eyes)] : []);
  switch (block.type) {
    case 'header':
    case 'alert':
      return of(block.text);
    case 'section':
      return [...of(block.text), ...(block.fields ?? []).flatMap(of)];
    case 'context':
      return [
        block.elements.flatMap((each, at): readonly Span[] => [
          ...(at > 0 ? [{ text: '  ' }] : []),
          ...(each.type === 'image' ? [{ text: `(${each.alt_text})` }] : spansOf(each, eyes)),
        ]),
      ];
    case 'rich_text':
      return block.elements.flatMap((part) => linesOf(part, eyes));
    case 'table':
      return block.rows.map((row) =>
        row.flatMap((cell, at) => [...gap(at), ...cellOf(cell, eyes)]),
      );
    case 'markdown':
      return block.text.split('\n').map((line) => [{ text: line }]);
    case 'image':
      return [...of(block.title), [{ text: `(picture: ${block.alt_text})` }]];
    case 'divider':
      return [[{ text: '———' }]];
    case 'input':
      return [...of(block.label), ...of(block.hint)];
    case 'actions':
      return [];
  }
}

const gap = (at: number): readonly Span[] => (at > 0 ? [{ text: ' | ' }] : []);

type Cell = Extract<Block, { type: 'table' }>['rows'][number][number];

/** What is seen of one cell. */
export const cellOf = (cell: Cell, eyes: Eyes): readonly Span[] =>
  cell.type === 'rich_text'
    ? cell.elements.flatMap((part) => linesOf(part, eyes).flat())
    : [{ text: cell.text }];

/** What can be used in a block, in the order it is shown. */
export function actionsOf(block: Block): readonly Action[] {
  if (block.type === 'actions') return block.elements;
  if (block.type !== 'section' || block.accessory === undefined) return [];
  return block.accessory.type === 'image' ? [] : [block.accessory];
}

/** What is written on something that can be used. */
export function labelOf(action: Action): string {
  if (action.type === 'button') return action.text.text;
  if (action.type === 'overflow') return '…';
  if ('placeholder' in action && action.placeholder) return action.placeholder.text;
  return 'Choose';
}

/** The blocks as plain text. */
export function drawBlocks(blocks: readonly Block[], eyes: Eyes): string {
  return blocks
    .flatMap((block) => {
      const text = plainly(textOf(block, eyes));
      const uses = actionsOf(block)
        .map((each) => `[${labelOf(each)}]`)
        .join(' ');
      return [text, uses].filter((part) => part !== '');
    })
    .join('\n');
}

/** The text that stands in a message as plain lines of spans. */
export function shown(text: string, content: Content, eyes: Eyes): Lines {
  const blocks = content.blocks ?? [];
  const body: Lines =
    blocks.length > 0 ? blocks.flatMap((each) => textOf(each, eyes)) : marked(text, eyes);
  return [
    ...body,
    ...(content.attachments ?? []).flatMap((each) => [
      ...(each.text ? marked(each.text, eyes) : []),
      ...(each.blocks ?? []).flatMap((block) => textOf(block, eyes)),
    ]),
  ];
}

const marked = (text: string, eyes: Eyes): Lines => (text === '' ? [] : [readMarks(text, eyes)]);

/** A whole message as plain text: with blocks its text is for notifications alone. */
export function drawMessage(text: string, content: Content, eyes: Eyes): string {
  const blocks = content.blocks ?? [];
  const parts = [
    blocks.length > 0 ? drawBlocks(blocks, eyes) : plainly(marked(text, eyes)),
    ...(content.attachments ?? []).map((each) =>
      [each.text ? plainly(marked(each.text, eyes)) : '', drawBlocks(each.blocks ?? [], eyes)]
        .filter((part) => part !== '')
        .join('\n'),
    ),
  ];
  return parts.filter((part) => part !== '').join('\n');
}
