import { PassThrough } from 'node:stream';
import type { TerminalInput } from './options.ts';

const INTERRUPT = 0x03;
const RETURN = 0x0d;
const NEWLINE = 0x0a;

/** Lets one typed line through at a time, so that what is typed or pasted ahead waits unseen for its prompt. */
export interface Gate {
  readonly stream: PassThrough;
  /** Lets the bytes of the next line through. */
  open(): void;
  close(): void;
}

/** `onInterrupt` is called for a Ctrl-C that comes while the gate is shut; it drops what was typed ahead. */
export function createGate(input: TerminalInput, onInterrupt: () => void): Gate {
  const stream = new PassThrough();
  let isOpen = false;
  let waiting = Buffer.alloc(0);
  const letThrough = (): void => {
    if (!isOpen || waiting.length === 0) return;
    const end = lineEnd(waiting);
    isOpen = end === -1;
    const next = end === -1 ? waiting : waiting.subarray(0, end);
    waiting = waiting.subarray(next.length);
    stream.write(next);
  };
  const onData = (chunk: Buffer | string): void => {
    const bytes = Buffer.from(chunk);
    const pressed = isOpen ? -1 : bytes.lastIndexOf(INTERRUPT);
    if (pressed === -1) {
      waiting = Buffer.concat([waiting, bytes]);
      letThrough();
    } else {
      waiting = bytes.subarray(pressed + 1);
      onInterrupt();
    }
  };
  const onEnd = (): void => void stream.end();
  input.on('data', onData);
  input.on('end', onEnd);
  return {
    stream,
    open: () => {
      isOpen = true;
      letThrough();
    },
    close: () => {
      input.off('data', onData);
      input.off('end', onEnd);
      input.pause();
    },
  };
}

/** The place behind the first line end, `\r\n` being one, or -1. */
function lineEnd(bytes: Buffer): number {
  const at = bytes.findIndex((byte) => byte === RETURN || byte === NEWLINE);
  if (at === -1) return -1;
  return bytes[at] === RETURN && bytes[at + 1] === NEWLINE ? at + 2 : at + 1;
}
