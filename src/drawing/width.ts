import stringWidth from 'string-width';

const ascii = /^[\x20-\x7e]*$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Terminal columns the text takes: two for most of CJK and emoji, none for combining marks. */
export function displayWidth(safe: string): number {
  return ascii.test(safe) ? safe.length : stringWidth(safe);
}

/** The text in at most so many columns; what is cut off is shown by `…`. */
export function clip(safe: string, columns: number): string {
  if (displayWidth(safe) <= columns) return safe;
  if (columns < 1) return '';
  return `${take(safe, columns - 1)}…`;
}

/** Fills up with spaces to so many columns. */
export function pad(safe: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, columns - displayWidth(safe)));
  return align === 'right' ? space + safe : safe + space;
}

/** Lines of at most so many columns, broken at spaces, and inside a word only when it alone is too long. */
export function wrap(safe: string, columns: number): string[] {
  if (displayWidth(safe) <= columns) return [safe];
  const lines: string[] = [];
  let line = '';
  for (const word of safe.split(/(?<= )(?! )/)) {
    if (displayWidth(line) + displayWidth(word.trimEnd()) <= columns) {
      line += word;
      continue;
    }
    if (line.trim() !== '') lines.push(line.trimEnd());
    const pieces = chop(word, columns);
    line = pieces.pop() ?? '';
    lines.push(...pieces);
  }
  if (line !== '') lines.push(line.trimEnd());
  return lines;
}

/** Pieces of at most so many columns, wherever that breaks the text: for code and other people's output. */
export function chop(safe: string, columns: number): string[] {
  if (displayWidth(safe) <= columns) return [safe];
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const { segment } of graphemes.segment(safe)) {
    const width = displayWidth(segment);
    if (used + width > columns && piece !== '') {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += segment;
    used += width;
  }
  return [...pieces, piece];
}

function take(safe: string, columns: number): string {
  if (ascii.test(safe)) return safe.slice(0, columns);
  let taken = '';
  let used = 0;
  for (const { segment } of graphemes.segment(safe)) {
    used += displayWidth(segment);
    if (used > columns) break;
    taken += segment;
  }
  return taken;
}
