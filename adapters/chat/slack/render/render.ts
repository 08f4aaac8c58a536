import type { KnownBlock } from '@slack/types';
import type { Card } from '../../../../src/card.ts';
import { type Allowance, allowances } from '../../../../src/drawing/allowance.ts';
import type { Called } from '../../../../src/drawing/called.ts';
import { clipped } from '../../../../src/drawing/clipped.ts';
import { distinct } from '../../../../src/drawing/distinct.ts';
import { cellText } from '../../../../src/drawing/plain.ts';
import { signs } from '../../../../src/drawing/signs.ts';
import { visible } from '../../../../src/drawing/visible.ts';
import { wholeCard } from '../../../../src/drawing/whole.ts';
import { drawBlock } from './blocks.ts';
import { drawOffers, type Offer, plain } from './buttons.ts';
import { callingPieces, callingText } from './calling.ts';
import type { Attached, Drawn, Pictures } from './drawn.ts';
import { type Limits, limits as theirs } from './limits.ts';
import { type Piece, said, section, words } from './rich.ts';

export interface RenderOptions {
  /** What can be pressed under the card. */
  readonly offers?: readonly Offer[];
  /** Whose devices ring. */
  readonly called?: Called | undefined;
  /** A page of its own takes more blocks than a message, and no files. */
  readonly page?: boolean;
  /** Where what is attached is to be found: `attached below`. */
  readonly attachedWhere?: string;
  /** Charts that were drawn; the others are told with block characters. */
  readonly pictures?: Pictures;
  readonly limits?: Limits;
}

/** A card as Slack takes it: nothing in it is read as mark-up, and it is within every limit. */
export interface Rendered {
  /** For notifications and screen readers. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  readonly files: readonly Attached[];
}

export function render(card: Card, options: RenderOptions = {}): Rendered {
  const limits = options.limits ?? theirs;
  const text = summary(card, options.called, limits);
  for (const allowed of allowances) {
    const drawn = draw(card, allowed, options, limits);
    if (fits(drawn.blocks, options, limits)) return { text, ...drawn };
  }
  return { text, ...shortened(card, options, limits) };
}

function draw(card: Card, allowed: Allowance, options: RenderOptions, limits: Limits) {
  const parts = (card.blocks ?? []).map((block) =>
    drawBlock(block, allowed, { ...options, limits }),
  );
  return {
    blocks: [
      ...section(titleOf(card, options.called, allowed.letters)),
      ...parts.flatMap((part) => [...part.blocks, ...moreOf(part, options)]),
      ...drawOffers(options.offers ?? [], limits),
      ...footerOf(card.footer, limits),
    ],
    files: distinct(parts.flatMap(({ file }) => file ?? [])),
  };
}

/** Its beginning as far as it goes, and all of it as a file: for a card of very many blocks. */
function shortened(card: Card, options: RenderOptions, limits: Limits) {
  const least = allowances.at(-1) ?? { rows: 0, letters: 100, word: 50 };
  const parts = (card.blocks ?? []).map((block) => drawBlock(block, least, { ...options, limits }));
  const head = section(titleOf(card, options.called, 300));
  const note = section([words(`… the card goes on: card.txt, ${options.attachedWhere ?? below}`)]);
  const tail = [
    ...note,
    ...drawOffers(options.offers ?? [], limits),
    ...footerOf(card.footer, limits),
  ];
  const kept: KnownBlock[] = [...head];
  for (const block of parts.flatMap((part) => part.blocks)) {
    if (!fits([...kept, block, ...tail], options, limits)) break;
    kept.push(block);
  }
  const whole: Attached = { name: 'card.txt', text: wholeCard(card) };
  return { blocks: [...kept, ...tail], files: distinct([whole, ...parts.flatMap(pictures)]) };
}

const pictures = ({ file }: Drawn): readonly Attached[] => (file?.png === undefined ? [] : [file]);

const below = 'attached below';

function fits(blocks: readonly KnownBlock[], { page }: RenderOptions, limits: Limits): boolean {
  const most = page === true ? limits.viewBlocks : limits.blocks;
  return blocks.length <= most && JSON.stringify(blocks).length <= limits.blocksSize;
}

function titleOf(card: Card, called: Called | undefined, letters: number): Piece[] {
  const title = said(clipped(visible(card.title), letters), { bold: true });
  const sign = card.tone === undefined || title.length === 0 ? [] : [words(`${signs[card.tone]} `)];
  return [...(called ? callingPieces(called) : []), ...sign, ...title];
}

function moreOf({ more, file }: Drawn, { attachedWhere }: RenderOptions) {
  if (more === undefined) return [];
  const where = file === undefined ? '' : `: ${file.name}, ${attachedWhere ?? below}`;
  return section([{ type: 'text', text: `… ${more}${where}`, style: { italic: true } }]);
}

function footerOf(footer: string | undefined, limits: Limits): KnownBlock[] {
  if (footer === undefined || visible(footer).trim() === '') return [];
  return [{ type: 'context', elements: [plain(footer, limits.footer)] }];
}

/** One line of what the card says. It is mark-up for Slack, so what mark-up is made of is escaped. */
function summary(card: Card, calls: Called | undefined, limits: Limits): string {
  const sign = card.tone === undefined || card.tone === 'neutral' ? '' : `${signs[card.tone]} `;
  const first = card.blocks?.[0];
  const text = first?.type === 'text' ? first.text.split('\n', 1).join('') : '';
  const field = first?.type === 'fields' ? first.fields[0] : undefined;
  const about = field === undefined ? text : `${field.label} ${cellText(field.value)}`;
  const said = [card.title, card.title === '' ? about : ''].filter((part) => part !== '').join(' ');
  const called = calls ? callingText(calls) : '';
  const room = limits.summary - called.length - sign.length;
  return `${called}${sign}${escaped(said === '' ? 'nakhoda' : said, room)}`;
}

/** Slack's three letters of mark-up (https://docs.slack.dev/messaging/formatting-message-text), and a break in the pairs. */
function escaped(text: string, room: number): string {
  const safe = visible(text);
  for (let most = room; ; most -= Math.ceil(most / 8)) {
    const written = clipped(safe, most)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replace(/[*_~`]/g, (mark) => `${mark}\u{200b}`)
      .replace(/(?<=[a-z]):(?=\/\/)/gi, ':\u{200b}');
    if (written.length <= room) return written;
  }
}
