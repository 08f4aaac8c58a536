import { BotError } from '../errors.ts';

/** CreateProcess takes 32,767 characters, its end included: https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-createprocessw */
const MOST = 32_766;

/**
 * One argv as the command line from which a Windows program makes the same argv again:
 * https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
 *
 * Every program of Windows parses its own line; these are the rules of Microsoft's C runtime, which VirtualBox has
 * built in anew (RTGETOPTARGV_CNV_QUOTE_MS_CRT). Nothing here may pass through a shell: see `powershell.ts`.
 * Throws `invalid` for what no such line can hold.
 */
export function windowsLine(argv: readonly string[]): string {
  const line = argv.map(windowsWord).join(' ');
  if (line.length <= MOST) return line;
  throw new BotError('invalid', 'Windows does not take words as long as these', {
    hint: `All of them together may be ${MOST} characters long.`,
  });
}

/** Backslashes count only before a quote: there each stands twice, and the quote itself has one more. */
function windowsWord(word: string): string {
  requireText(word);
  if (/^[^\s"]+$/.test(word)) return word;
  const inner = word.replace(/(?<!\\)(\\*)"/g, '$1$1\\"').replace(/(?<!\\)(\\+)$/, '$1$1');
  return `"${inner}"`;
}

/** Windows counts in UTF-16 and ends at a NUL; half a character does not arrive as it was sent. */
export function requireText(word: string): void {
  if (!word.includes('\0') && word.isWellFormed()) return;
  throw new BotError(
    'invalid',
    'Windows does not take this text: it holds U+0000 or half a character',
  );
}
