import type { Field } from '../card.ts';
import type { Part } from '../safety/own/own.ts';
import { partsInWords } from '../safety/own/words.ts';

/** On a machine's or a host's own page: what goes down with it. */
export function runsHere(parts: readonly Part[]): Field {
  return { label: 'Runs here', value: partsInWords(parts), tone: 'warning' };
}
