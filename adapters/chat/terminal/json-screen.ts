import type { Card } from '../../../src/card.ts';
import { visible, visibleJson } from '../../../src/drawing/visible.ts';
import type { TerminalOptions } from './options.ts';
import type { Screen } from './screen.ts';

interface EndedCard extends Card {
  readonly operation: number;
  readonly state: string;
}

/** One JSON document a line: the answer's card; with an operation its last card, `operation` and `state`. */
export function createJsonScreen(options: TerminalOptions): Screen {
  let answer: Card | EndedCard | undefined;
  return {
    answer: (card) => {
      answer = card;
    },
    ended: (operation, { state, card }) => {
      answer = { operation, state, ...card };
    },
    progress() {},
    message() {},
    note: (text) => void options.errorOutput.write(`${visible(text)}\n`),
    finish: () => {
      options.output.write(`${visibleJson(JSON.stringify(answer ?? null))}\n`);
      answer = undefined;
    },
    choices: [],
  };
}
