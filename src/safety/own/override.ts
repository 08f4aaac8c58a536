import { splitWords, type Word } from '../../line/words.ts';

/** What a person types behind a line to do it to the bot's own machine too. */
export const override = '--even-the-bot';

/** The line without the word, and whether it was there: at the end, before or after `--yes`. */
export function takeOverride(line: string): { readonly line: string; readonly even: boolean } {
  if (!line.includes(override)) return { line, even: false };
  const words = splitWords(line);
  const last = words.at(-1);
  const found = [last, isYes(last) ? words.at(-2) : undefined].find(isOverride);
  if (!found) return { line, even: false };
  const rest = `${line.slice(0, found.start).trimEnd()}${line.slice(found.end)}`;
  return { line: rest, even: true };
}

function isOverride(word: Word | undefined): word is Word {
  return word !== undefined && !word.quoted && word.text === override;
}

function isYes(word: Word | undefined): boolean {
  return word !== undefined && !word.quoted && word.text === '--yes';
}
