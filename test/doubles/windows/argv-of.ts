interface Reading {
  readonly argv: string[];
  word: string | undefined;
  quoted: boolean;
  /** True right behind a quote that closed: another one makes both a letter. */
  closed: boolean;
}

/**
 * What a program of Windows makes of its command line, written down from the rules that Microsoft gives:
 * https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
 */
export function argvOf(line: string): readonly string[] {
  const reading: Reading = { argv: [], word: undefined, quoted: false, closed: false };
  for (const [token] of line.matchAll(/\\*"|[ \t]+|\\+|[^\\" \t]+/g)) {
    if (token.endsWith('"')) quote(reading, token.length - 1);
    else if (/^[ \t]/.test(token) && !reading.quoted) end(reading);
    else letters(reading, token);
  }
  end(reading);
  return reading.argv;
}

/** In front of a quote two backslashes make one, and an odd one makes the quote a letter. */
function quote(reading: Reading, slashes: number): void {
  const closed = reading.closed && slashes === 0;
  letters(reading, '\\'.repeat(Math.floor(slashes / 2)));
  if (slashes % 2 === 1 || closed) letters(reading, '"');
  if (slashes % 2 === 1) return;
  reading.quoted = !reading.quoted;
  reading.closed = !reading.quoted;
}

function letters(reading: Reading, text: string): void {
  reading.word = (reading.word ?? '') + text;
  reading.closed = false;
}

function end(reading: Reading): void {
  if (reading.word !== undefined) reading.argv.push(reading.word);
  reading.word = undefined;
  reading.closed = false;
}
