import { EventEmitter } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import type { TerminalOptions } from '../../../../adapters/chat/terminal/options.ts';
import { createTerminal } from '../../../../adapters/chat/terminal/terminal.ts';
import { visible } from '../../../../src/drawing/visible.ts';
import type { ChatFixture } from '../../../contracts/chat.ts';
import { ESC, onGlass } from './glass.ts';

export const anna = { platform: 'terminal', id: 'os:1000', name: 'anna' };

/** Line ends, and what readline itself writes: a cursor to a column, a clear behind it. */
const readlines = new RegExp(`${ESC}\\[(?:\\d+G|0J|K)|[\r\n]`, 'g');

/** An output that keeps what was written to it. */
export function createPaper(columns?: number) {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  const isTTY = columns !== undefined;
  return { output: Object.assign(stream, { isTTY, columns }), text: () => text };
}

/** A person at a terminal of this width; `typed` bytes arrive as keys do. */
export function takeSeat(columns: number, options: Partial<TerminalOptions> = {}) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode() {} });
  const paper = createPaper(columns);
  const signals = new EventEmitter();
  const terminal = createTerminal({
    actor: anna,
    input,
    output: paper.output,
    errorOutput: paper.output,
    env: { TERM: 'xterm', NO_COLOR: '1' },
    signals,
    ...options,
  });
  return {
    terminal,
    signals,
    keys: (typed: string) => void input.write(typed),
    raw: paper.text,
    seen: () => onGlass(paper.text()),
  };
}

/** The terminal as the contract wants a chat. */
export async function openTerminal(): Promise<ChatFixture> {
  const seat = takeSeat(200, { zone: 'Europe/Berlin' });
  return {
    chat: seat.terminal,
    person: { id: anna.id, name: anna.name },
    type: async (line) => seat.keys(`${line}\r`),
    press: async (label) => {
      const number = seat.seen().matchAll(/(\d+)\) ([^\n]*?)(?= {3}\d|\n)/g);
      const found = [...number].findLast(([, , shown]) => shown === label);
      seat.keys(`${found?.[1]}\r`);
    },
    fill: async (answers) => {
      for (const answer of answers) seat.keys(`${answer}\r`);
    },
    seen: async () => seat.seen(),
    shown: visible,
    live: /[\p{Cc}\p{Cs}]|[\p{Cf}--\u200e]/v,
    sent: async () => seat.raw().replace(readlines, ''),
    reopen: openTerminal,
    close: () => seat.terminal.stop(),
  };
}
