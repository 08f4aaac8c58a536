import { visible } from '../../../src/drawing/visible.ts';
import { columnsOf, type TerminalOptions, zoneOf } from './options.ts';
import { wantsColor } from './render/paint.ts';
import { render } from './render/render.ts';
import type { Screen } from './screen.ts';

/** For pipes and single lines: every card once, in full, an empty line between two, and notes on the error output. */
export function createPlainScreen(
  options: Pick<TerminalOptions, 'env' | 'output' | 'errorOutput' | 'zone'>,
): Screen {
  const color = wantsColor(options.env, options.output.isTTY === true);
  let apart = '';
  const print: Screen['answer'] = (card) => {
    const text = render(card, {
      columns: columnsOf(options),
      color,
      zone: zoneOf(options),
      actions: 'lines',
    });
    options.output.write(`${apart}${text}\n`);
    apart = '\n';
  };
  return {
    answer: print,
    ended: (_, ended) => print(ended.card),
    progress() {},
    message() {},
    note: (text) => void options.errorOutput.write(`${visible(text)}\n`),
    finish() {},
    choices: [],
  };
}
