import { hash } from 'node:crypto';

/** A number from 0 to 1 that is always the same for the same words. */
export function dice(...words: readonly string[]): number {
  return Number.parseInt(digits(8, ...words), 16) / 0x1_0000_0000;
}

/** A value between the two, always the same for the same words. */
export function between(low: number, high: number, ...words: readonly string[]): number {
  return low + (high - low) * dice(...words);
}

/** Hexadecimal digits, always the same for the same words. */
export function digits(count: number, ...words: readonly string[]): string {
  return hash('sha256', words.join('\n')).slice(0, count);
}
