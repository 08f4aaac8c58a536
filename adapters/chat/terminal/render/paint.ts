import { styleText } from 'node:util';
import type { Tone } from '../../../../src/card.ts';

/** Puts colour on finished, safe text; without colour it gives the text back. */
export interface Paint {
  tone(tone: Tone | undefined, safe: string): string;
  bold(safe: string): string;
  dim(safe: string): string;
}

type Format = Parameters<typeof styleText>[0];

const tones: Record<Exclude<Tone, 'neutral'>, Format> = {
  success: 'green',
  warning: 'yellow',
  danger: 'red',
};

export function createPaint(color: boolean): Paint {
  const put = (format: Format, safe: string) =>
    color && safe !== '' ? styleText(format, safe, { validateStream: false }) : safe;
  return {
    tone: (tone, safe) =>
      tone === undefined || tone === 'neutral' ? safe : put(tones[tone], safe),
    bold: (safe) => put('bold', safe),
    dim: (safe) => put('dim', safe),
  };
}

/**
 * Whether to colour: never under `NO_COLOR` (https://no-color.org) or on a dumb terminal, always under
 * `FORCE_COLOR` (https://force-color.org), else only on a terminal.
 */
export function wantsColor(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return !/^(0|false)$/.test(FORCE_COLOR);
  return isTerminal && TERM !== 'dumb';
}
