import { BotError } from '../../../src/errors.ts';

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** A UUID: the only way a machine or a snapshot is addressed. */
export function uuidWord(id: string): string {
  if (isUuid(id)) return id;
  throw new BotError('invalid', 'this is not the UUID of something of VirtualBox');
}

export function isUuid(text: string): boolean {
  return uuid.test(text);
}

/** XML 1.0, in which VirtualBox keeps its settings, has no other characters: https://www.w3.org/TR/xml/#charsets */
export function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
