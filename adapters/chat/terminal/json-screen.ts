import type { Card } from '../../../src/card.ts';
import type { TerminalOptions } from './options.ts';
import { visible, visibleJson } from './render/visible.ts';
import type { Screen } from './screen.ts';

interface EndedCard extends Card {
  readonly operation: number;
  readonly state: string;
}

/**
 * One JSON document a line: the answer's card; with an operation its last card, `operation` and `state`; with
 * several `{ operations: [...] }`, one of these each.
 */
export function createJsonScreen(options: TerminalOptions): Screen {
  let answer: Card | undefined;
  let ends: EndedCard[] = [];
  return {
    answer: (card) => {
      answer = card;
    },
    ended: (operation, { state, card }) => {
      ends.push({ operation, state, ...card });
    },
    progress() {},
    message() {},
    note: (text) => void options.errorOutput.write(`${visible(text)}\n`),
    finish: () => {
      const document = ends.length > 1 ? { operations: ends } : (ends[0] ?? answer ?? null);
      options.output.write(`${visibleJson(JSON.stringify(document))}\n`);
      answer = undefined;
      ends = [];
    },
    choices: [],
  };
}
