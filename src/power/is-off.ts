import { typed } from '../cards/typed.ts';
import { BotError } from '../errors.ts';

/** What needs a machine that is on, with the line that starts it. */
export function isOff(label: string, why: string): BotError {
  const line = typed('vm start', label);
  return new BotError('conflict', why, { hint: `First: ${line}`, choices: [line] });
}
