import { BotError } from '../errors.ts';
import { clip } from '../line/clip.ts';

/** Long enough for a date and a reason; short enough for a button. */
const MAX_CHARS = 80;

/** A name that every list can show on one line. Throws `invalid`; the site may ask for more. */
export function checkSnapshotName(name: string): void {
  const wrong = whatIsWrong(name);
  if (wrong === undefined) return;
  throw new BotError('invalid', `${clip(name)} cannot name a snapshot: ${wrong}`, {
    hint: 'Letters, digits, dots, hyphens and underscores are understood everywhere.',
  });
}

function whatIsWrong(name: string): string | undefined {
  if (name.trim() === '') return 'it is empty';
  if (name !== name.trim()) return 'it begins or ends with a space';
  // Cc, Cf, Zl and Zp: control and invisible characters, and what breaks a line.
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) return 'it has a line break or invisible character';
  if ([...name].length > MAX_CHARS) return `it is longer than ${MAX_CHARS} characters`;
  return undefined;
}
