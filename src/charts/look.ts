import type { Tone } from '../card.ts';

/**
 * A paper of its own, opaque and dark: neither Slack nor Discord tells a bot whether its reader's page is light or
 * dark, and bright lines on this one are seen well on both.
 */
export const paper = '#1b2027';
export const edge = '#39424e';
export const rule = '#2f3742';
export const ink = '#f1f4f7';
export const quiet = '#a9b4c0';

/** Of Okabe and Ito (https://jfly.uni-koeln.de/color/), lighter for the dark paper: told apart by the colour-blind. */
const colours = ['#56b4e9', '#e69f00', '#2fc596', '#f0e442', '#d98cb8', '#f4793b'] as const;

export interface Pen {
  readonly colour: string;
  /** Lengths of dashes and of gaps between them; none: solid. */
  readonly dash: readonly number[];
}

/** A line is told from the others by its colour and, from the seventh on, by its dashes too. */
export function penOf(at: number): Pen {
  const colour = colours[at % colours.length] ?? ink;
  return { colour, dash: at < colours.length ? [] : [5, 3] };
}

export const tones: Readonly<Record<Tone, string>> = {
  neutral: '#9fabb8',
  success: '#4fbf85',
  warning: '#f2b134',
  danger: '#ff6b6b',
};

export const font = 'Inter';

/** In points of the picture, before it is enlarged. */
export const sizes = { title: 14, text: 12, small: 11 } as const;
