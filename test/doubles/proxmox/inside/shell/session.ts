import { posix } from 'node:path';
import type { Files } from '../disk.ts';
import type { Process } from '../inside.ts';

/** What a program sees of the machine it runs in. */
export interface Around {
  readonly hostname: string;
  readonly cores: number;
  readonly memory: number;
  readonly diskBytes: number;
  /** Milliseconds: of the host's clock, of the guest's own, and since its boot. */
  readonly now: number;
  readonly clock: number;
  readonly life: number;
  /** How much shorter a ping takes than in life. */
  readonly speed: number;
  readonly cards: readonly Card[];
  /** Whether whoever has that name or address answers from here. */
  lookUp(word: string): { readonly address: string; readonly up: boolean } | undefined;
}

export interface Card {
  readonly name: string;
  readonly mac: string;
  readonly addresses: readonly string[];
}

/** One run of a program, with all that it changes. Every text is one character a byte. */
export interface Session {
  readonly around: Around;
  readonly pid: number;
  files: Files;
  processes: readonly Process[];
  /** The guest's clock, once it is set. */
  clockLagMs: number | undefined;
  /** How long it has taken so far. */
  ms: number;
  cwd: string;
  readonly variables: Map<string, string>;
  args: readonly string[];
  status: number;
  /** `set -e` */
  stopsAtFailure: boolean;
  /** `exec 2>/dev/null` */
  isMuted: boolean;
  /** It ends with that, or by a signal. */
  exit: number | undefined;
  signal: number | undefined;
}

/** What a program says. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export type Program = (args: readonly string[], input: string, session: Session) => Said;

export function says(out: string): Said {
  return { code: 0, out, err: '' };
}

export function fails(err: string, code = 1): Said {
  return { code, out: '', err: `${err}\n` };
}

export const quiet = (code: number): Said => ({ code, out: '', err: '' });

/** Where a path leads from where it is. */
export function pathIn(session: Session, bytes: string): string {
  return posix.resolve(session.cwd, text(bytes));
}

/** Of bytes, as letters. */
export function text(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

export function bytes(letters: string): string {
  return Buffer.from(letters, 'utf8').toString('latin1');
}

/** Words that begin with a dash, and the others. */
export function split(args: readonly string[]) {
  const end = args.indexOf('--');
  const before = end < 0 ? args : args.slice(0, end);
  const isFlag = (word: string) => /^-./.test(word);
  return {
    flags: before.filter(isFlag).join(''),
    words: [...before.filter((word) => !isFlag(word)), ...(end < 0 ? [] : args.slice(end + 1))],
  };
}
