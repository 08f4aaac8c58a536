import { createHash } from 'node:crypto';

/** A number from 0 to 1 that is always the same for the same words (FNV-1a with a final mix). */
export function dice(...words: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const character of words.join('\n')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}

/** A value between the two, always the same for the same words. */
export function between(low: number, high: number, ...words: readonly string[]): number {
  return low + (high - low) * dice(...words);
}

/** Hexadecimal digits, always the same for the same words. */
export function digits(count: number, ...words: readonly string[]): string {
  return createHash('sha256').update(words.join('\n')).digest('hex').slice(0, count);
}
