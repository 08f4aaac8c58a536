import type { ZodType } from 'zod';
import type { Card } from './card.ts';
import { inPlainWords } from './config/plain-issue.ts';

/** How the set-up talks with the person. Each question throws `cancelled` when the person leaves instead. */
export interface Interview {
  /** Aborted when the person leaves while something is being done. */
  readonly signal: AbortSignal;
  say(text: string): void;
  show(card: Card): void;
  /** Asks until it fits; an empty line takes `initial`. */
  text(question: TextQuestion): Promise<string>;
  /** The same, and what is typed is not shown. */
  secret(question: Omit<TextQuestion, 'initial'>): Promise<string>;
  choose<V extends string>(question: ChooseQuestion<V>): Promise<V>;
  /** Without `initial` nothing is taken for granted: yes or no must be typed. */
  confirm(label: string, initial?: boolean): Promise<boolean>;
}

export interface TextQuestion {
  readonly label: string;
  readonly initial?: string | undefined;
  /** What is wrong with an answer, or nothing. */
  problem?(answer: string): string | undefined;
}

export interface ChooseQuestion<V extends string> {
  readonly label: string;
  readonly choices: readonly Choice<V>[];
  /** Taken by an empty line; the first when absent. */
  readonly initial?: V | undefined;
}

export interface Choice<V extends string> {
  readonly value: V;
  readonly label: string;
}

/** A schema as a check of what was typed: an adapter's own settings say what fits them. */
export function fits(schema: ZodType): (answer: unknown) => string | undefined {
  return (answer) => schema.safeParse(answer, { error: inPlainWords }).error?.issues[0]?.message;
}
