/** A word somebody typed, quoted for a sentence: on one line and not longer than one. */
export function clip(text: string, chars = 40): string {
  const line = text.replace(/\s+/g, ' ');
  const letters = Array.from(line.slice(0, chars * 2));
  return `"${line.length > chars ? `${letters.slice(0, chars).join('')}…` : line}"`;
}
