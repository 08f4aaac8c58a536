import { BotError } from '../../errors.ts';
import { listed } from '../../line/usage.ts';
import { durationOf } from '../rules/duration.ts';

/** Which turn is meant, for how long and why. */
export interface TurnWords {
  readonly rota?: string | undefined;
  /** Milliseconds; absent: until the turn of now ends. */
  readonly ms?: number | undefined;
  readonly reason?: string | undefined;
}

/** What a form and completion offer. */
export const turnLengths = ['2h', '4h', '8h', '12h', '1d', '1w'];

const SHORTEST_MS = 5 * 60_000;
/** For longer the file is the better place. */
const LONGEST_MS = 31 * 86_400_000;

/** `lab for 8h anna is ill`, `8h`, `lab`. Throws `not-found` for a rota that there is not, and `invalid`. */
export function turnWords(words: readonly string[], rotas: readonly string[]): TurnWords {
  const [first = '', ...others] = words;
  const rota = rotas.find((one) => one === first.toLowerCase());
  const rest = rota === undefined ? words : others;
  const isLength = rest[0]?.toLowerCase() === 'for';
  const [length, ...reason] = isLength ? rest.slice(1) : rest;
  const ms = length === undefined ? undefined : durationOf(length);
  if (ms !== undefined) return { rota, ms: within(ms), reason: said(reason) };
  if (isLength) throw invalid(`${length ?? 'for'} is no length of time`);
  if (rota === undefined && first !== '') throw noRota(first, rotas);
  return { rota, reason: said(rest) };
}

function said(words: readonly string[]): string | undefined {
  return words.length === 0 ? undefined : words.join(' ');
}

function within(ms: number): number {
  if (ms >= SHORTEST_MS && ms <= LONGEST_MS) return ms;
  throw invalid('That is not within limits');
}

function invalid(what: string): BotError {
  return new BotError('invalid', what, {
    hint: 'Nothing was changed. A turn is given for 5m to 31d, as 8h, 12h or 2d.',
  });
}

function noRota(word: string, rotas: readonly string[]): BotError {
  return new BotError('not-found', `There is no rota ${word}`, {
    hint: `Nothing was changed. There is ${listed(rotas, 'and')}; a time is said as 8h.`,
  });
}
