/** What bash's `printf %q` made of one argv, read back: backslashes, '…' and $'…'. */
export function readWords(line: string): readonly string[] {
  const words: string[] = [];
  let rest = line.trimStart();
  while (rest !== '') {
    const { word, left } = readWord(rest);
    words.push(word);
    rest = left.trimStart();
  }
  return words;
}

const controls: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', E: '\u001b' };

function readWord(text: string): { readonly word: string; readonly left: string } {
  let [word, left] = ['', text];
  for (;;) {
    const [piece = '', ansi, quoted, escaped, plain] =
      /^(?:\$'((?:[^'\\]|\\.)*)'|'([^']*)'|\\(.)|([^\s\\'$]+|\$))/s.exec(left) ?? [];
    if (piece === '') return { word, left };
    const unescaped = ansi?.replace(/\\(.)/gs, (_, letter: string) => controls[letter] ?? letter);
    word += unescaped ?? quoted ?? escaped ?? plain ?? '';
    left = left.slice(piece.length);
  }
}
