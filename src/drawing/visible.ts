/**
 * What a terminal or a chat would obey, draw nothing for, or draw backwards: controls, format characters (bidirectional
 * overrides and isolates, zero-width ones), lone surrogates, private and unassigned code points, line
 * separators and everything Unicode calls ignorable.
 */
const unsafe = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/** Only asks for the coloured drawing of the sign before it; terminals disagree on its width. */
const emojiStyle = /\u{fe0f}/gu;
/** Marks piled on one letter climb over the lines above; four is more than any language needs. */
const piled = /(\p{M}{4})\p{M}+/gu;
const leadingMark = /^\p{M}/u;
const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const plain = /^[\x20-\x7e]*$/;
const LEFT_TO_RIGHT = '\u{200e}';

/**
 * Outside text as one harmless line: what cannot be seen is written as `\n`, `\x1b` or `\u202e`, so two names
 * that differ look different and nothing reaches the terminal as a command.
 */
export function visible(text: string): string {
  if (plain.test(text)) return text;
  const shown = text.replace(emojiStyle, '').replace(unsafe, escaped).replace(piled, '$1…');
  return leadingMark.test(shown) ? `◌${shown}` : shown;
}

/** Outside text that may have lines of its own: a tab becomes spaces, all else is as in {@link visible}. */
export function visibleLines(text: string): string[] {
  return text.split(/\r?\n/).map((line) => visible(line.replace(/\t/g, '    ')));
}

/**
 * Keeps right-to-left letters from pulling the numbers and spaces after them to their other side, on the
 * terminals that reorder (https://terminal-wg.pages.freedesktop.org/bidi/). Takes no width.
 */
export function contained(safe: string): string {
  return rightToLeft.test(safe) ? `${LEFT_TO_RIGHT}${safe}${LEFT_TO_RIGHT}` : safe;
}

/** The same for JSON text, where every such character stands inside a string. */
export function visibleJson(json: string): string {
  return json.replace(unsafe, (char) =>
    Array.from({ length: char.length }, (_, at) => unit(char.charCodeAt(at))).join(''),
  );
}

function escaped(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (char === '\n') return '\\n';
  if (char === '\r') return '\\r';
  if (char === '\t') return '\\t';
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? unit(code) : `\\u{${code.toString(16)}}`;
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
