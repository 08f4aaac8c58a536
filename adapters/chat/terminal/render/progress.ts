import type { Card, ProgressBlock } from '../../../../src/card.ts';
import { contained, visible } from '../../../../src/drawing/visible.ts';
import { clip } from '../../../../src/drawing/width.ts';

const BAR = 20;

/** `[#########-----------] 45 % copying`; with an unknown end only the note moves. */
export function drawProgress(block: ProgressBlock, columns: number): string {
  const note = visible(block.note ?? '');
  return contained(clip(`${bar(block.fraction, columns)} ${note}`.trimEnd(), columns));
}

/** A card that is not at its end yet, on one line: its title and its progress. */
export function drawProgressLine(card: Card, columns: number): string {
  const block = progressOf(card);
  const title = visible(card.title);
  if (block === undefined) return contained(clip(title, columns));
  const room = Math.max(columns - BAR - 8, Math.floor(columns / 2));
  const note = drawProgress(block, Number.POSITIVE_INFINITY);
  return contained(clip(`${clip(title, room)} ${note}`, columns));
}

/** What a card says of work that still goes on; a card without it will not change any more. */
export function progressOf(card: Card): ProgressBlock | undefined {
  return card.blocks?.find((block) => block.type === 'progress');
}

function bar(fraction: number | undefined, columns: number): string {
  const wide = Math.max(4, Math.min(BAR, Math.floor(columns / 3)));
  if (fraction === undefined || !Number.isFinite(fraction)) return `[${'·'.repeat(wide)}]`;
  const share = Math.min(1, Math.max(0, fraction));
  const full = Math.floor(share * wide);
  return `[${'#'.repeat(full)}${'-'.repeat(wide - full)}] ${Math.floor(share * 100)} %`;
}
