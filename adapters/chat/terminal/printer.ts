import type { Card } from '../../../src/card.ts';
import { createJsonScreen } from './json-screen.ts';
import type { TerminalOptions } from './options.ts';
import { createPlainScreen } from './plain-screen.ts';

/** Prints cards that answer no command line: as text, or each as one line of JSON. */
export function printer(options: PrinterOptions): (card: Card) => void {
  const nobody = { platform: 'terminal', id: '', name: '' };
  const screen = (options.json ? createJsonScreen : createPlainScreen)({
    ...options,
    actor: nobody,
  });
  return (card) => {
    screen.answer(card);
    screen.finish();
  };
}

type PrinterOptions = Omit<TerminalOptions, 'actor'>;
