import {
  clearScreenDown,
  createInterface,
  cursorTo,
  type Interface,
  moveCursor,
} from 'node:readline';
import { Writable } from 'node:stream';
import { createGate } from './gate.ts';
import type { TerminalOptions } from './options.ts';

/** What came of one prompt: a line, Ctrl-D on an empty one, or Ctrl-C and whether something was typed. */
type Read =
  | { readonly type: 'line'; readonly line: string }
  | { readonly type: 'end' }
  | { readonly type: 'interrupt'; readonly typed: boolean };

interface Ask {
  readonly prompt: string;
  /** What is typed is not shown: a secret. */
  readonly hidden?: boolean | undefined;
  /** Earlier lines to go back to, newest first. */
  readonly history?: readonly string[] | undefined;
  readonly complete?: ((line: string) => Promise<[string[], string]>) | undefined;
}

/** The line a person types on. */
export interface Prompt {
  readonly reading: boolean;
  read(ask: Ask): Promise<Read>;
  /** Ctrl-C, wherever it came from. */
  interrupt(): void;
  /** Prints whole lines; above what is being typed, when something is. */
  print(text: string): void;
  close(): void;
}

interface Reading {
  readonly rl: Interface;
  finish(read: Read): void;
}

/** `onInterrupt` is called for a Ctrl-C while nothing is being read. */
export function createPrompt(
  options: Pick<TerminalOptions, 'input' | 'output' | 'env'>,
  onInterrupt: () => void,
): Prompt {
  const { input, output } = options;
  const { TERM } = options.env;
  const terminal = TERM !== 'dumb';
  const gate = createGate(input, onInterrupt);
  let current: Reading | undefined;
  if (terminal) input.setRawMode?.(true);
  return {
    get reading() {
      return current !== undefined;
    },
    async read(ask) {
      const done = Promise.withResolvers<Read>();
      if (ask.hidden) output.write(ask.prompt);
      const shown = ask.hidden ? nowhere() : output;
      const rl = open(ask, { input: gate.open(), output: shown, terminal });
      current = { rl, finish: done.resolve };
      rl.once('line', (line) => done.resolve({ type: 'line', line }));
      rl.once('close', () => done.resolve({ type: 'end' }));
      rl.on('SIGINT', () => interrupt(current, output));
      const read = await done.promise;
      current = undefined;
      gate.shut();
      rl.close();
      if (read.type === 'end' || (ask.hidden && read.type === 'line')) output.write('\n');
      return read;
    },
    interrupt: () => interrupt(current, output),
    print: (text) => print(text, current?.rl, output),
    close: () => {
      current?.finish({ type: 'end' });
      if (terminal) input.setRawMode?.(false);
      gate.close();
    },
  };
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

function open(
  ask: Ask,
  streams: { input: NodeJS.ReadableStream; output: NodeJS.WritableStream; terminal: boolean },
): Interface {
  const { complete } = ask;
  const rl = createInterface({
    ...streams,
    prompt: ask.prompt,
    history: [...(ask.history ?? [])],
    historySize: ask.history === undefined ? 0 : 1000,
    removeHistoryDuplicates: true,
    ...(complete === undefined ? {} : { completer: completer(complete) }),
  });
  // A stopped bot would follow nothing: there is no suspending.
  rl.on('SIGTSTP', () => {});
  rl.prompt();
  return rl;
}

function completer(complete: NonNullable<Ask['complete']>) {
  return (line: string, done: (error: null, result: [string[], string]) => void): void => {
    complete(line).then(
      (result) => done(null, result),
      () => done(null, [[], line]),
    );
  };
}

function interrupt(reading: Reading | undefined, output: NodeJS.WritableStream): void {
  if (reading === undefined) return;
  const typed = reading.rl.line !== '';
  if (reading.rl.terminal) {
    reading.rl.write(null, { ctrl: true, name: 'e' });
    reading.rl.write(null, { ctrl: true, name: 'u' });
  }
  output.write('^C\n');
  reading.finish({ type: 'interrupt', typed });
}

function print(text: string, rl: Interface | undefined, output: NodeJS.WritableStream): void {
  if (rl === undefined || !rl.terminal) {
    output.write(`${text}\n`);
    return;
  }
  const { rows } = rl.getCursorPos();
  moveCursor(output, 0, -rows);
  cursorTo(output, 0);
  clearScreenDown(output);
  // Readline goes up as many rows as it last used before it draws the line anew.
  output.write(`${text}\n${'\n'.repeat(rows)}`);
  rl.prompt(true);
}
