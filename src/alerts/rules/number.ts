import type { TextOption } from '../../command.ts';
import { BotError } from '../../errors.ts';

/** The largest number that the database gives. https://www.postgresql.org/docs/18/datatype-numeric.html */
const MOST = 2_147_483_647;

/** The option that names an alert. */
export const alertNumber = {
  type: 'text',
  of: 'incident',
  description: 'Its number, as 12 or #12',
  required: true,
} as const satisfies TextOption;

/** `12`, `#12`; undefined for anything else. */
export function numberIn(text: string): number | undefined {
  const [, digits] = /^#?(\d{1,10})$/.exec(text) ?? [];
  const number = Number(digits);
  return number >= 1 && number <= MOST ? number : undefined;
}

/** Throws `invalid`. */
export function numberOf(text: string, thing: 'alert' | 'mute'): number {
  const number = numberIn(text);
  if (number !== undefined) return number;
  throw new BotError(
    'invalid',
    `${text} is no number of ${thing === 'alert' ? 'an' : 'a'} ${thing}`,
    {
      hint: 'Nothing was changed. alert list shows them.',
    },
  );
}
