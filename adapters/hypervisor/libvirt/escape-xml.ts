/**
 * Any text as an attribute of an XML element, or as its content. Characters that XML 1.0 cannot hold become the
 * replacement character: https://www.w3.org/TR/xml/#charsets
 */
export function xml(value: string): string {
  return value
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
