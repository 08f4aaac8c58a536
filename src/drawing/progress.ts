import type { ProgressBlock } from '../card.ts';
import { clipped } from './clipped.ts';
import { visible } from './visible.ts';

const BAR = 12;

/** `█████░░░░░░░  45 %  reverting`; with an unknown end only the note moves. */
export function progressText({ fraction, note }: ProgressBlock, most: number): string {
  const told = note === undefined || note === '' ? '' : `  ${clipped(visible(note), most)}`;
  if (fraction === undefined || !Number.isFinite(fraction)) return `…${told}`;
  const share = Math.min(1, Math.max(0, fraction));
  const full = Math.floor(share * BAR);
  const bar = `${'█'.repeat(full)}${'░'.repeat(BAR - full)}`;
  return `${bar}  ${Math.floor(share * 100)} %${told}`;
}
