/** The script behind `-EncodedCommand`: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_powershell_exe */
export function encodedScript(words: readonly string[]): string {
  const at = words.indexOf('-EncodedCommand');
  const [encoded, ...more] = words.slice(at + 1);
  if (at === -1 || encoded === undefined || more.length > 0) {
    throw new Error('no script is encoded here');
  }
  return new TextDecoder('utf-16le', { fatal: true }).decode(Buffer.from(encoded, 'base64'));
}

/** The first line of its standard input: base64 by commas. What follows is left for a program. */
export function wordsOf(line: string): readonly string[] {
  return line
    .replace(/\r$/, '')
    .split(',')
    .map((base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    });
}
