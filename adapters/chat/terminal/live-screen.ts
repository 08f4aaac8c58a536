import type { Action, Card } from '../../../src/card.ts';
import { visible } from '../../../src/drawing/visible.ts';
import { wrap } from '../../../src/drawing/width.ts';
import { columnsOf, type TerminalOptions, zoneOf } from './options.ts';
import type { Prompt } from './prompt.ts';
import { createPaint, wantsColor } from './render/paint.ts';
import { drawProgressLine } from './render/progress.ts';
import { render } from './render/render.ts';
import type { Screen } from './screen.ts';

/** Often enough to look alive, seldom enough for a slow line. */
const REDRAW_MS = 100;
/** To the line's start, and clear to its end (ECMA-48, EL). */
const BACK = '\r';
const ERASE = '\r\u001b[K';

/** For a person: cards above the prompt, and one line of progress that edits in place. */
export function createLiveScreen(options: TerminalOptions, prompt: Prompt): Screen {
  const color = wantsColor(options.env, true);
  const paint = createPaint(color);
  const line = createProgressLine(options, prompt);
  let choices: readonly Action[] = [];
  const print = (text: string): void => {
    line.erase();
    prompt.print(text);
  };
  const show = (card: Card): void => {
    if (card.actions !== undefined && card.actions.length > 0) choices = card.actions;
    print(
      render(card, {
        columns: columnsOf(options),
        color,
        zone: zoneOf(options),
        actions: 'numbers',
      }),
    );
  };
  return {
    answer: show,
    ended: (_, ended) => show(ended.card),
    progress: line.draw,
    message: show,
    note: (text) => print(wrap(visible(text), columnsOf(options)).map(paint.dim).join('\n')),
    finish: line.erase,
    get choices() {
      return choices;
    },
  };
}

/** Coalesced: the newest state is drawn at most once in so many milliseconds. A dumb terminal has none. */
function createProgressLine(options: TerminalOptions, prompt: Prompt) {
  const { TERM } = options.env;
  let newest: Card | undefined;
  let drawn = false;
  let timer: NodeJS.Timeout | undefined;
  const write = (): void => {
    timer = undefined;
    if (newest === undefined || prompt.reading) return;
    options.output.write(`${BACK}${drawProgressLine(newest, columnsOf(options) - 1)}\u001b[K`);
    newest = undefined;
    drawn = true;
    timer = setTimeout(write, REDRAW_MS);
  };
  return {
    draw: (card: Card): void => {
      if (TERM === 'dumb') return;
      newest = card;
      if (timer === undefined) write();
    },
    erase: (): void => {
      clearTimeout(timer);
      timer = undefined;
      newest = undefined;
      if (drawn) options.output.write(ERASE);
      drawn = false;
    },
  };
}
