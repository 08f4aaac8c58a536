import { BotError } from '../errors.ts';

/** One word of a typed line. */
export interface Word {
  /** What it means: quotes removed, escapes undone. */
  readonly text: string;
  /** It began with a quote, so it is never an option. */
  readonly quoted: boolean;
  /** Where it stands in the line, quotes included; `end` is the place behind it. */
  readonly start: number;
  readonly end: number;
}

/** The words read so far; `open` when the last one's quote was never closed. */
export interface Scan {
  readonly words: readonly Word[];
  readonly open?: Word | undefined;
}

/** Each opening quote with what closes it; phones and languages disagree on the direction. */
const closers: Readonly<Record<string, string>> = {
  '"': '"',
  '“': '”“',
  '”': '”',
  '„': '“”',
  '‟': '”',
  '«': '»',
  '»': '«»',
  "'": "'",
  '‘': '’‘',
  '’': '’',
  '‚': '‘’',
};
const doubles = '"“”„‟«»';

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/;
const space = /\s/;
const letter = /[\p{L}\p{N}]/u;

/**
 * The words of a line, separated by white space. Straight and curly quotes hold a word together; they open
 * only at a word's start or after `=`, so that `don't` is a word. Double quotes know `\"`, `\\`, `\n` and
 * `\u{HEX}`. Throws `usage` for an unclosed quote and for control characters.
 */
export function splitWords(line: string): Word[] {
  const { words, open } = scanWords(line);
  if (open === undefined) return [...words];
  const from = quoteStart(line, open);
  throw new BotError('usage', `The quote at ${place(line, from)} is never closed`, {
    hint: 'Close it, or put a word that begins with an apostrophe in double quotes.',
  });
}

/** Like {@link splitWords}, but a word that is still being typed may have an open quote. */
export function scanWords(line: string): Scan {
  refuseControl(line);
  const words: Word[] = [];
  for (let at = skipSpace(line, 0); at < line.length; ) {
    const { word, open } = readWord(line, at);
    words.push(word);
    if (open) return { words, open: word };
    at = skipSpace(line, word.end);
  }
  return { words };
}

/** The text as one word of a line: {@link splitWords} gives it back exactly. */
export function quoteWord(text: string): string {
  if (/^[\p{L}\p{N}_./:@%+,*][\p{L}\p{N}_./:@%+,*-]*$/u.test(text)) return text;
  return `"${text.replace(/["\\\p{Cc}]/gu, escaped)}"`;
}

function escaped(char: string): string {
  if (char === '"' || char === '\\') return `\\${char}`;
  if (char === '\n') return '\\n';
  return `\\u{${char.charCodeAt(0).toString(16)}}`;
}

function refuseControl(line: string): void {
  const at = line.search(control);
  if (at === -1) return;
  const code = escaped(line.charAt(at));
  throw new BotError('usage', `There is a control character at character ${at + 1} of the line`, {
    hint: `If it is meant, write it as ${code} inside double quotes.`,
  });
}

function skipSpace(line: string, from: number): number {
  let at = from;
  while (at < line.length && space.test(line.charAt(at))) at += 1;
  return at;
}

function readWord(line: string, start: number): { word: Word; open: boolean } {
  const quoted = closers[line.charAt(start)] !== undefined;
  let text = '';
  let at = start;
  let open = false;
  while (at < line.length && !space.test(line.charAt(at))) {
    const closing = closers[line.charAt(at)];
    if (closing !== undefined && (at === start || line[at - 1] === '=')) {
      const inner = readQuote(line, at, closing);
      text += inner.text;
      at = inner.end;
      open = !inner.closed;
      if (!open) wantSpace(line, at);
    } else {
      text += line.charAt(at);
      at += 1;
    }
  }
  return { word: { text, quoted, start, end: at }, open };
}

function readQuote(line: string, start: number, closing: string) {
  const double = doubles.includes(line.charAt(start));
  let text = '';
  let at = start + 1;
  while (at < line.length) {
    const char = line.charAt(at);
    const special = double && char === '\\' ? readEscape(line, at, closing) : undefined;
    if (special !== undefined) {
      text += special.text;
      at = special.end;
    } else if (closing.includes(char) && (double || !isApostrophe(line, at))) {
      return { text, end: at + 1, closed: true };
    } else {
      text += char;
      at += 1;
    }
  }
  return { text, end: at, closed: false };
}

/** `'it's here'`: a single quote between two letters is an apostrophe. */
function isApostrophe(line: string, at: number): boolean {
  return letter.test(line.charAt(at - 1)) && letter.test(line.charAt(at + 1));
}

function readEscape(line: string, at: number, closing: string) {
  const next = line.charAt(at + 1);
  if (next === 'n') return { text: '\n', end: at + 2 };
  if (next !== '' && `\\${closing}`.includes(next)) return { text: next, end: at + 2 };
  const code = /^\\u\{([0-9a-f]{1,6})\}/i.exec(line.slice(at, at + 10));
  const value = Number.parseInt(code?.[1] ?? '', 16);
  if (code === null || value > 0x10ffff) return undefined;
  return { text: String.fromCodePoint(value), end: at + code[0].length };
}

function wantSpace(line: string, at: number): void {
  if (at >= line.length || space.test(line.charAt(at))) return;
  throw new BotError(
    'usage',
    `The quote that closes at ${place(line, at - 1)} has no space after it`,
    {
      hint: 'Put the whole word inside the quotes; inside double quotes \\" is a quote.',
    },
  );
}

/** Where an open word's quote stands: its start, or behind the `=`. */
function quoteStart(line: string, word: Word): number {
  if (word.quoted) return word.start;
  for (let at = word.start + 1; at < word.end; at += 1) {
    if (closers[line.charAt(at)] !== undefined && line[at - 1] === '=') return at;
  }
  return word.start;
}

function place(line: string, at: number): string {
  const shown = line.slice(at, at + 20).replace(/\s+/g, ' ');
  return `character ${at + 1} (${shown}${at + 20 < line.length ? '…' : ''})`;
}
