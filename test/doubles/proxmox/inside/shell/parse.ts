import { type Piece, type Token, tokensOf } from './words.ts';

export type Word = readonly Piece[];

export interface Redirect {
  /** `>`, `>>`, `<`, `2>`, `2>>`, `2>&1`, `>&2` */
  readonly sign: string;
  readonly target: Word;
}

export type Node =
  | {
      readonly is: 'command';
      readonly words: readonly Word[];
      readonly redirects: readonly Redirect[];
    }
  | { readonly is: 'pipe'; readonly parts: readonly Node[] }
  | { readonly is: 'and' | 'or'; readonly left: Node; readonly right: Node }
  | { readonly is: 'not'; readonly inner: Node }
  | { readonly is: 'list'; readonly parts: readonly Node[] }
  | {
      readonly is: 'group';
      readonly inner: Node;
      readonly redirects: readonly Redirect[];
      readonly isOwn: boolean;
    }
  | {
      readonly is: 'if';
      readonly when: Node;
      readonly then: Node;
      readonly otherwise: Node | undefined;
    }
  | {
      readonly is: 'for';
      readonly name: string;
      readonly words: readonly Word[];
      readonly body: Node;
    }
  | { readonly is: 'while'; readonly when: Node; readonly body: Node; readonly until: boolean };

/** Throws an Error with the words of `sh` where it is none. */
export function parse(script: string): Node {
  const tokens = tokensOf(script);
  let at = 0;

  const signAt = (index: number) => {
    const token = tokens[index];
    return token?.is === 'sign' ? token.text : undefined;
  };
  const sign = () => signAt(at);
  const plain = () => plainOf(tokens[at]);

  function expect(word: string): void {
    if (plain() !== word && sign() !== word)
      throw new Error(`Syntax error: "${plain() ?? sign() ?? 'end of file'}" unexpected`);
    at += 1;
  }

  const isSeparator = (text: string | undefined) => text === ';' || text === '\n' || text === '&';
  const isOver = (ends: readonly string[]) =>
    at >= tokens.length || ends.includes(plain() ?? sign() ?? '');

  function list(...ends: readonly string[]): Node {
    const parts: Node[] = [];
    for (;;) {
      while (isSeparator(sign())) at += 1;
      if (isOver(ends)) break;
      parts.push(chain());
    }
    if (ends.length > 0 && at >= tokens.length)
      throw new Error('Syntax error: end of file unexpected');
    return { is: 'list', parts };
  }

  function chain(): Node {
    let left = pipe();
    for (let next = sign(); next === '&&' || next === '||'; next = sign()) {
      at += 1;
      while (sign() === '\n') at += 1;
      left = { is: next === '&&' ? 'and' : 'or', left, right: pipe() };
    }
    return left;
  }

  function pipe(): Node {
    if (plain() === '!') {
      at += 1;
      return { is: 'not', inner: pipe() };
    }
    const parts = [command()];
    while (sign() === '|') {
      at += 1;
      parts.push(command());
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { is: 'pipe', parts };
  }

  function command(): Node {
    if (sign() === '(') return group('(', ')');
    if (sign() === '{') return group('{', '}');
    switch (plain()) {
      case 'if':
        return condition();
      case 'for':
        return loop();
      case 'while':
      case 'until':
        return repeat(plain() === 'until');
      default:
        return simple();
    }
  }

  function group(open: string, close: string): Node {
    expect(open);
    const inner = list(close);
    expect(close);
    return { is: 'group', inner, redirects: redirects(), isOwn: open === '(' };
  }

  function condition(): Node {
    at += 1;
    const when = list('then');
    expect('then');
    const then = list('elif', 'else', 'fi');
    if (plain() === 'elif') return { is: 'if', when, then, otherwise: condition() };
    let otherwise: Node | undefined;
    if (plain() === 'else') {
      at += 1;
      otherwise = list('fi');
    }
    expect('fi');
    return { is: 'if', when, then, otherwise };
  }

  function loop(): Node {
    at += 1;
    const name = plain() ?? '';
    at += 1;
    expect('in');
    const words: Word[] = [];
    for (let token = tokens[at]; token?.is === 'word'; token = tokens[at]) {
      words.push(token.pieces);
      at += 1;
    }
    return { is: 'for', name, words, body: body() };
  }

  function repeat(until: boolean): Node {
    at += 1;
    return { is: 'while', when: list('do'), body: body(), until };
  }

  function body(): Node {
    while (sign() === ';' || sign() === '\n') at += 1;
    expect('do');
    const inner = list('done');
    expect('done');
    return inner;
  }

  function simple(): Node {
    const words: Word[] = [];
    const found: Redirect[] = [];
    for (let token = tokens[at]; token !== undefined; token = tokens[at]) {
      if (token.is === 'word') {
        words.push(token.pieces);
        at += 1;
      } else if (isRedirect(token.text)) found.push(...redirects());
      else break;
    }
    if (words.length === 0 && found.length === 0)
      throw new Error(`Syntax error: "${sign() ?? 'end of file'}" unexpected`);
    return { is: 'command', words, redirects: found };
  }

  function redirects(): readonly Redirect[] {
    const found: Redirect[] = [];
    for (let text = sign(); text !== undefined && isRedirect(text); text = sign()) {
      at += 1;
      if (text.includes('&')) found.push({ sign: text, target: [] });
      else {
        const target = tokens[at];
        if (target?.is !== 'word') throw new Error('Syntax error: redirection unexpected');
        found.push({ sign: text, target: target.pieces });
        at += 1;
      }
    }
    return found;
  }

  return list();
}

function isRedirect(sign: string): boolean {
  return /[<>]/.test(sign);
}

/** A word that nobody quoted. */
function plainOf(token: Token | undefined): string | undefined {
  if (token?.is !== 'word' || token.pieces.length !== 1) return;
  const [piece] = token.pieces;
  return piece?.is === 'text' && !piece.isQuoted ? piece.text : undefined;
}
