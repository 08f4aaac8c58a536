import type { Block } from '../card.ts';

/** What a phone's screen or two can show; longer text is a file. */
const MAX_CHARS = 3_000;
const MAX_LINES = 80;

/** Text from a guest as it is: a code block, or a file when it is long. */
export function longText(name: string, text: string): Block {
  const fits = text.length <= MAX_CHARS && text.split('\n', MAX_LINES + 1).length <= MAX_LINES;
  return fits ? { type: 'code', text } : { type: 'file', name, text };
}
