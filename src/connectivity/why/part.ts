import type { Facts } from '../facts/values.ts';
import type { View } from './view.ts';

/** One link of the chain between both ends. */
export interface Part {
  readonly mark: 'ok' | 'broken' | 'unknown' | 'note';
  /** What it is: a few words. */
  readonly name: string;
  /** What was found: a sentence without its full stop. */
  readonly says: string;
  readonly fix?: Fix | undefined;
  /** It is a fault also where an answer came. */
  readonly stands?: true | undefined;
}

export interface Fix {
  /** A whole sentence. */
  readonly says: string;
  /** A line that does it, and the words on its button. */
  readonly line?: { readonly command: string; readonly label: string } | undefined;
}

/** What a rule looks at. */
export interface Case {
  readonly facts: Facts;
  readonly a: View;
  readonly b: View;
}

/** Undefined where a rule has nothing to say. */
export type Rule = (found: Case) => Part | undefined;

export function ok(name: string, says: string): Part {
  return { mark: 'ok', name, says };
}

export function broken(name: string, says: string, fix?: Fix): Part {
  return { mark: 'broken', name, says, fix };
}

/** What an answer does not disprove. */
export function standing(part: Part): Part {
  return { ...part, stands: true };
}

export function unknown(name: string, says: string): Part {
  return { mark: 'unknown', name, says };
}
