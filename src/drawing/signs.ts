import type { Tone } from '../card.ts';

/** Told without colour, for those who see none. */
export const signs: Readonly<Record<Tone, string>> = {
  success: '✓',
  warning: '!',
  danger: '✗',
  neutral: '·',
};
