import { createHash, randomInt } from 'node:crypto';

/** No 0 and O, no 1, I and L: a person reads it from one screen and types it on another. */
const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** Hours for which a code can be used. */
export const CODE_HOURS = 24;

/** Minutes for which a code that links two identities can be used. */
export const LINK_MINUTES = 10;

/** A code of 12 letters, some 59 bits: `K7QM-4XHT-92WB`. */
export function newCode(): string {
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return [group(), group(), group()].join('-');
}

/** What is stored of it. A phone's capitals, hyphens and spaces make no difference. */
export function hashOf(code: string): string {
  const plain = code.toUpperCase().replace(/[^0-9A-Z]/g, '');
  return createHash('sha256').update(plain).digest('hex');
}

const claimed = /^(\s*\/?(?:nakhoda\s+)?(?:claim|link))\b.*$/is;
const codeLike = /(?<![\w-])[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}(?![\w-])/gi;

/** The line as it may be written down: without a code, right or nearly right, also behind a word mistyped. */
export function withoutCode(line: string): string {
  return line.replace(claimed, '$1 •••').replace(codeLike, '•••');
}
