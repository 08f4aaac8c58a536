import { quoteWord } from '../line/words.ts';

/** A command line with its values as words, for buttons and hints; no value can become an option. */
export function typed(command: string, ...values: readonly (string | number)[]): string {
  return [command, ...values.map((value) => quoteWord(String(value)))].join(' ');
}
