import type { RichTextBlock, RichTextElement } from '@slack/types';
import type { Moment, Tone } from '../../../../src/card.ts';
import { signs } from '../../../../src/drawing/signs.ts';
import { visible, visibleLines } from '../../../../src/drawing/visible.ts';
import { unknown } from '../../../../src/format.ts';

/*
 * All outside text goes into elements of a rich text: Slack reads no mark-up, link or mention in them
 * (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block), so nothing has to be escaped.
 */

export type Piece = RichTextElement;

/** A harmless line of outside text. Slack refuses an empty one: then there is none. */
export function said(text: string, style?: { bold?: boolean; italic?: boolean }): Piece[] {
  const shown = visible(text);
  return shown === '' ? [] : [{ type: 'text', text: shown, ...(style && { style }) }];
}

/** Outside text with lines of its own. */
export function saidLines(text: string): Piece[] {
  const shown = visibleLines(text).join('\n');
  return shown === '' ? [] : [{ type: 'text', text: shown }];
}

/** Words of ours, as they are. */
export function words(text: string): Piece {
  return { type: 'text', text };
}

/** The sign before a value that is not as it should be, or is. */
export function signed(tone: Tone | undefined): Piece[] {
  return tone === undefined || tone === 'neutral' ? [] : [words(`${signs[tone]} `)];
}

/** A point in time, which Slack tells in its reader's own zone. */
export function told(value: string | Moment): Piece[] {
  if (typeof value === 'string') return said(value);
  const note = value.note === undefined ? [] : said(` (${value.note})`);
  const at = Date.parse(value.at);
  if (Number.isNaN(at)) return [words(unknown), ...note];
  return [{ ...date, timestamp: Math.floor(at / 1000), fallback: utc(at) }, ...note];
}

const date = { type: 'date', format: '{date_num} {time_secs}' } as const;

/** For what has no reader's zone: files, summaries, and a Slack that cannot draw the date. */
function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Lines under each other. */
export function lines(rows: readonly (readonly Piece[])[]): Piece[] {
  return rows.flatMap((row, at) => (at === 0 ? row : [words('\n'), ...row]));
}

/** Nothing where there is nothing to show. */
export function section(pieces: readonly Piece[]): RichTextBlock[] {
  return pieces.length === 0
    ? []
    : [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [...pieces] }] }];
}

/** Letters of one width, as they are. */
export function code(rows: readonly string[]): RichTextBlock[] {
  const text = rows.join('\n');
  if (text === '') return [];
  const elements = [{ type: 'text', text } as const];
  return [{ type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements }] }];
}
