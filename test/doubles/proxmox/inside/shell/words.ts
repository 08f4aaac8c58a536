/** A piece of a word: text as it stands, a variable, or what a command says. */
export interface Piece {
  readonly is: 'text' | 'variable' | 'command';
  readonly text: string;
  readonly isQuoted: boolean;
}

export type Token =
  | { readonly is: 'word'; readonly pieces: readonly Piece[] }
  | { readonly is: 'sign'; readonly text: string };

const signs = /^(?:&&|\|\||;;|[12]?>&[12]|[12]?>>|[12]?>|<|[;|&(){}]|\n)/;

/** Cuts a script for `sh` into words and signs. */
export function tokensOf(script: string): readonly Token[] {
  const tokens: Token[] = [];
  let rest = script;
  while (rest !== '') {
    const blank = /^(?:[ \t]|\\\n|#.*)+/.exec(rest)?.[0] ?? '';
    rest = rest.slice(blank.length);
    const sign = signs.exec(rest)?.[0];
    if (sign !== undefined && !isBrace(sign, rest)) {
      tokens.push({ is: 'sign', text: sign });
      rest = rest.slice(sign.length);
    } else if (rest !== '') {
      const { pieces, left } = readWord(rest);
      tokens.push({ is: 'word', pieces });
      rest = left;
    }
  }
  return tokens;
}

/** `{}` and `{a` are words; `{` alone is a sign. */
function isBrace(sign: string, rest: string): boolean {
  return (sign === '{' || sign === '}') && /^.[^\s;)]/.test(rest);
}

interface Read {
  readonly pieces: readonly Piece[];
  readonly left: string;
}

function readWord(script: string): Read {
  const pieces: Piece[] = [];
  let left = script;
  while (left !== '' && !/^[\s;|&<>()]/.test(left)) {
    const read = left.startsWith('"') ? readQuoted(left.slice(1)) : readPiece(left, false);
    pieces.push(...read.pieces);
    left = read.left;
  }
  return { pieces, left };
}

function readQuoted(script: string): Read {
  const pieces: Piece[] = [{ is: 'text', text: '', isQuoted: true }];
  let left = script;
  while (left !== '' && !left.startsWith('"')) {
    const read = readPiece(left, true);
    pieces.push(...read.pieces);
    left = read.left;
  }
  return { pieces, left: left.slice(1) };
}

function readPiece(script: string, isQuoted: boolean): Read {
  if (script.startsWith("'") && !isQuoted) {
    const end = script.indexOf("'", 1);
    return one('text', script.slice(1, end), true, script.slice(end + 1));
  }
  if (script.startsWith('\\')) return escaped(script, isQuoted);
  if (script.startsWith('$(')) return command(script, isQuoted);
  const ticked = /^`([^`]*)`/.exec(script);
  if (ticked !== null)
    return one('command', ticked[1] ?? '', isQuoted, script.slice(ticked[0].length));
  const variable = /^\$(?:\{([^}]+)\}|([\w@#?$*!-]))/.exec(script);
  if (variable !== null) return readVariable(script, isQuoted);
  const plain = (isQuoted ? /^[^"\\$`]+/ : /^[^\s;|&<>()'"\\$`]+/).exec(script)?.[0] ?? script[0];
  return one('text', plain ?? '', isQuoted, script.slice((plain ?? ' ').length));
}

function readVariable(script: string, isQuoted: boolean): Read {
  const found = /^\$(?:\{([^}]+)\}|([A-Za-z_]\w*|[\d@#?$*!-]))/.exec(script);
  const [all = '$', braced, bare] = found ?? [];
  return one('variable', braced ?? bare ?? '', isQuoted, script.slice(all.length));
}

/** In double quotes a backslash is one before most letters. */
function escaped(script: string, isQuoted: boolean): Read {
  const next = script.charAt(1);
  const isPlain = isQuoted && !'"\\$`\n'.includes(next);
  const text = next === '\n' ? '' : next;
  return one('text', isPlain ? `\\${next}` : text, true, script.slice(2));
}

function command(script: string, isQuoted: boolean): Read {
  let depth = 0;
  for (let index = 1; index < script.length; index += 1) {
    if (script[index] === '(') depth += 1;
    if (script[index] === ')') depth -= 1;
    if (depth === 0)
      return one('command', script.slice(2, index), isQuoted, script.slice(index + 1));
  }
  return one('command', script.slice(2), isQuoted, '');
}

function one(is: Piece['is'], text: string, isQuoted: boolean, left: string): Read {
  return { pieces: [{ is, text, isQuoted }], left };
}
