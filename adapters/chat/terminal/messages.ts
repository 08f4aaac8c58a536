import { isDeepStrictEqual } from 'node:util';
import type { Card } from '../../../src/card.ts';
import type { Ended } from '../../../src/chat.ts';
import { progressOf } from './render/progress.ts';
import type { Screen } from './screen.ts';

/** Shows an operation's last card once, though it comes twice: as its message, and to the line that follows it. */
export interface Messages {
  /** The state of a posted or edited message. */
  show(id: string, card: Card): void;
  /** A line is on its way from here… */
  hold(): void;
  /** …to here. */
  release(): void;
  /** The line has seen this operation's end. */
  ended(operation: number, end: Ended): void;
}

/** Ends whose message may still come; a message is never far behind. */
const REMEMBERED = 50;

/** `watched` tells whether a person waits for work to end just now. */
export function createMessages(screen: Screen, watched: () => boolean): Messages {
  let lines = 0;
  /** Finished messages that came while lines are on their way, which may show the same themselves. */
  const held = new Map<string, Card>();
  /** Ends that lines have shown and no message has brought yet. */
  const told: Card[] = [];
  const isTold = (card: Card): boolean => {
    const at = told.findIndex((each) => isDeepStrictEqual(each, asData(card)));
    if (at !== -1) told.splice(at, 1);
    return at !== -1;
  };
  return {
    show(id, card) {
      held.delete(id);
      if (progressOf(card) !== undefined) {
        if (watched()) screen.progress(card);
      } else if (lines > 0) held.set(id, card);
      else if (!isTold(card)) screen.message(card);
    },
    hold() {
      lines += 1;
    },
    release() {
      lines -= 1;
      if (lines > 0) return;
      const cards = [...held.values()];
      held.clear();
      for (const card of cards) if (!isTold(card)) screen.message(card);
    },
    ended(operation, end) {
      screen.ended(operation, end);
      told.push(asData(end.card));
      if (told.length > REMEMBERED) told.shift();
    },
  };
}

/** As it comes back from a database: without what is undefined, keys in any order. */
function asData(card: Card): Card {
  return JSON.parse(JSON.stringify(card));
}
