import type { Command } from '../command.ts';
import { isHelpOption } from './dashed.ts';
import { commandWords, groupNamed } from './find.ts';
import type { Word } from './words.ts';

/** What `--help` and `vm --help` ask about, as words of `help`; undefined for any other line. */
export function helpBeforeCommand(
  words: readonly Word[],
  commands: readonly Command[],
): readonly string[] | undefined {
  const { skip, texts } = commandWords(words);
  const [first, second] = words.slice(skip);
  if (first === undefined) return undefined;
  if (isHelpOption(first)) return [];
  const group = groupNamed(texts[0] ?? '', commands);
  return group !== undefined && second !== undefined && isHelpOption(second) ? [group] : undefined;
}
