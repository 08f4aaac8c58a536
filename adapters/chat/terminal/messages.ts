import type { Card } from '../../../src/card.ts';
import type { Ended } from '../../../src/chat.ts';
import { progressOf } from './render/progress.ts';
import type { Screen } from './screen.ts';

/** Shows an operation's last card once, though it comes twice: as its message, and to the line that follows it. */
export interface Messages {
  /** The state of a posted or edited message. */
  show(card: Card): void;
  /** A line follows an operation from here… */
  began(): void;
  /** …to here; `undefined` when it could not be followed to its end. */
  ended(operation: number, end: Ended | undefined): void;
}

/** `watched` tells whether a person waits for work to end just now. */
export function createMessages(screen: Screen, watched: () => boolean): Messages {
  let following = 0;
  /** Last cards that came as messages while lines follow operations, and cards the lines have shown. */
  let held: Card[] = [];
  let told: string[] = [];
  return {
    show(card) {
      if (progressOf(card) !== undefined) {
        if (watched()) screen.progress(card);
        return;
      }
      const at = told.indexOf(JSON.stringify(card));
      if (at !== -1) told.splice(at, 1);
      else if (following > 0) held.push(card);
      else screen.message(card);
    },
    began() {
      following += 1;
    },
    ended(operation, end) {
      following -= 1;
      if (end !== undefined) {
        screen.ended(operation, end);
        const text = JSON.stringify(end.card);
        const before = held.length;
        held = held.filter((card) => JSON.stringify(card) !== text);
        if (held.length === before) told = [...told.slice(-49), text];
      }
      if (following > 0) return;
      for (const card of held.splice(0)) screen.message(card);
    },
  };
}
