import type { Moment, Tone } from '../../../../src/card.ts';
import { signs } from '../../../../src/drawing/signs.ts';
import { visible, visibleLines } from '../../../../src/drawing/visible.ts';
import { unknown } from '../../../../src/format.ts';

/*
 * Outside text is made plain here, and only here: Discord takes the letter behind a backslash as it is
 * (https://support.discord.com/hc/en-us/articles/210298617).
 */

/** What marks, mentions, links and custom emoji are made of. */
const anywhere = /[\\`*_~|<>@#[\]]|:(?=[/\w+-])/g;
/** Lists, numbered ones and quiet lines begin so. */
const atStart = /^(\s*)(?:([-+])|(\d+)([.)]))/;

/** One harmless line of outside text. */
export function said(text: string): string {
  return escaped(visible(text));
}

/** Outside text with lines of its own. */
export function saidLines(text: string): string {
  return visibleLines(text).map(escaped).join('\n');
}

function escaped(safe: string): string {
  return unring(safe)
    .replace(anywhere, '\\$&')
    .replace(atStart, (_, space: string, dash?: string, digits?: string, dot?: string) =>
      dash === undefined ? `${space}${digits}\\${dot}` : `${space}\\${dash}`,
    );
}

/** A backslash, or code around it, keeps these two from being drawn as mentions; nobody says that it keeps them from ringing. */
function unring(text: string): string {
  return text.replace(/@(?=everyone|here)/gi, '@\u{200b}');
}

/** What is already made plain, in bold; nothing for nothing. */
export function bold(marked: string): string {
  const text = marked.trim();
  return text === '' ? '' : `**${text}**`;
}

/** A quiet line in small letters. */
export function quiet(marked: string): string {
  return marked.trim() === '' ? '' : `-# ${marked.trim()}`;
}

/** The sign before a value that is not as it should be, or is. */
export function signed(tone: Tone | undefined): string {
  return tone === undefined || tone === 'neutral' ? '' : `${signs[tone]} `;
}

/** The most seconds that a date holds (ECMA-262, time values). */
const LAST = 8.64e12;

/** A point in time, which Discord tells in its reader's own zone: https://docs.discord.com/developers/reference#message-formatting */
export function told(moment: Moment): string {
  const note = moment.note === undefined ? '' : ` (${said(moment.note)})`;
  const seconds = Math.floor(Date.parse(moment.at) / 1000);
  return Math.abs(seconds) <= LAST ? `<t:${seconds}:f>${note}` : `${unknown}${note}`;
}

/** Letters of one width, as they are. Three back-ticks would end it, so they are held apart. */
export function code(rows: readonly string[]): string {
  const text = unring(rows.join('\n')).replace(/`(?=`)/g, '`\u{200b}');
  return text.trim() === '' ? '' : `\`\`\`\n${text}\n\`\`\``;
}
