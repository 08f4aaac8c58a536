import type { Word } from './parse.ts';
import type { Session } from './session.ts';
import type { Piece } from './words.ts';

/** What a command between `$(` and `)` says. */
export type Ask = (script: string) => string;

/** The words a command gets: what is not quoted is cut at blanks. */
export function fieldsOf(word: Word, session: Session, ask: Ask): readonly string[] {
  const fields: string[] = [];
  let open: string | undefined;
  for (const piece of word) {
    const parts = partsOf(piece, session, ask);
    parts.forEach((part, index) => {
      if (index > 0 && open !== undefined) {
        fields.push(open);
        open = undefined;
      }
      if (part !== '' || piece.isQuoted) open = (open ?? '') + part;
    });
  }
  return open === undefined ? fields : [...fields, open];
}

/** The word as one text, as an assignment or a file's name takes it. */
export function textOf(word: Word, session: Session, ask: Ask): string {
  return word.map((piece) => valueOfPiece(piece, session, ask)).join('');
}

function partsOf(piece: Piece, session: Session, ask: Ask): readonly string[] {
  if (piece.is === 'variable' && piece.text === '@') return session.args;
  const value = valueOfPiece(piece, session, ask);
  return piece.is === 'text' || piece.isQuoted ? [value] : value.split(/[ \t\n]+/);
}

function valueOfPiece({ is, text }: Piece, session: Session, ask: Ask): string {
  if (is === 'text') return text;
  return is === 'command' ? ask(text).replace(/\n+$/, '') : variable(text, session);
}

function variable(name: string, session: Session): string {
  const found = /^([\w@#?$*!-]+?)(?::?-(.*))?$/s.exec(name);
  if (found === null) throw new Error('Bad substitution');
  const [, word = '', fallback] = found;
  return plain(word, session) || (fallback ?? '');
}

function plain(name: string, { args, status, pid, variables }: Session): string {
  switch (name) {
    case '@':
    case '*':
      return args.join(' ');
    case '#':
      return String(args.length);
    case '?':
      return String(status);
    case '$':
      return String(pid);
    default:
      return /^\d+$/.test(name)
        ? ((name === '0' ? 'sh' : args[Number(name) - 1]) ?? '')
        : (variables.get(name) ?? '');
  }
}
