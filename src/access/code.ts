import { createHash, randomInt } from 'node:crypto';
import { BotError } from '../errors.ts';
import { commandWords } from '../line/find.ts';
import { scanWords, type Word } from '../line/words.ts';

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

const codeLike = /(?<![\w-])[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}(?![\w-])/gi;

/** The line as it may be written down: without a code, right or nearly right, also behind a word mistyped. */
export function withoutCode(line: string): string {
  const end = endOfName(line);
  return (end === undefined ? line : `${line.slice(0, end)} •••`).replace(codeLike, '•••');
}

/** Where the name of a command that takes a code ends, however it was typed; undefined where no code follows. */
function endOfName(line: string): number | undefined {
  const words = wordsIn(line);
  const { skip, texts } = commandWords(words);
  const takesCode = ['claim', 'link'].includes(texts[0] ?? '') && words.length > skip + 1;
  return takesCode ? words[skip]?.end : undefined;
}

/** As they are understood, or nearly so: a line that is refused for how it is written may hold a code all the same. */
function wordsIn(line: string): readonly Word[] {
  const plain = line.replace(/\p{Cc}/gu, ' ');
  try {
    return scanWords(plain).words;
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return [...plain.matchAll(/\S+/g)].map(({ 0: text, index: start }) => ({
      ...{ text: text.replace(/^\W*|\W*$/g, ''), quoted: false, start, end: start + text.length },
    }));
  }
}
