import type { Action, Card } from '../../../src/card.ts';
import type { Ended } from '../../../src/chat.ts';

/** Where the answers to lines go. */
export interface Screen {
  /** The answer to the line, all of it or what comes before an operation's end. */
  answer(card: Card): void;
  /** How an operation of the line ended. */
  ended(operation: number, ended: Ended): void;
  /** Work that goes on; only what is watched by a person shows it. */
  progress(card: Card): void;
  /** A message that answers no line of this session: work taken over from an earlier one. */
  message(card: Card): void;
  /** A word of the terminal itself. */
  note(text: string): void;
  /** The line is at its end. */
  finish(): void;
  /** What a bare number chooses from: the actions of the last card that had any. */
  readonly choices: readonly Action[];
}
