/**
 * One argv as a line for a POSIX shell (`ssh` hands its words to one): every word arrives as it is, whatever
 * it holds. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02
 */
export function posixLine(argv: readonly string[]): string {
  return argv.map(posixWord).join(' ');
}

function posixWord(word: string): string {
  if (word.includes('\0')) throw new TypeError('a word of a command cannot hold a NUL');
  return /^[\w@%+:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
