import { PassThrough } from 'node:stream';
import type { TerminalInput } from './options.ts';

const INTERRUPT = 0x03;
const RETURN = 0x0d;
const NEWLINE = 0x0a;

/** Lets one typed line through at a time, so that what is typed or pasted ahead waits unseen for its prompt. */
export interface Gate {
  /** A stream of the next line's bytes, its own: readline keeps state on the stream it reads. */
  open(): PassThrough;
  /** Keeps what comes from here on. */
  shut(): void;
  close(): void;
}

/** `onInterrupt` is called for each Ctrl-C that comes while the gate is shut; it drops what was typed ahead. */
export function createGate(input: TerminalInput, onInterrupt: () => void): Gate {
  let stream: PassThrough | undefined;
  let waiting = Buffer.alloc(0);
  let ended = false;
  const letThrough = (): void => {
    if (stream === undefined) return;
    const end = lineEnd(waiting);
    const next = end === -1 ? waiting : waiting.subarray(0, end);
    waiting = waiting.subarray(next.length);
    if (next.length > 0) stream.write(next);
    if (end !== -1) stream = undefined;
    else if (ended) stream.end();
  };
  const onData = (chunk: Buffer | string): void => {
    const bytes = Buffer.from(chunk);
    const pressed = stream === undefined ? bytes.lastIndexOf(INTERRUPT) : -1;
    waiting = Buffer.concat([
      pressed === -1 ? waiting : Buffer.alloc(0),
      bytes.subarray(pressed + 1),
    ]);
    letThrough();
    if (pressed === -1) return;
    for (const byte of bytes) if (byte === INTERRUPT) onInterrupt();
  };
  const onEnd = (): void => {
    ended = true;
    letThrough();
  };
  input.on('data', onData);
  input.on('end', onEnd);
  return {
    open: () => {
      const opened = new PassThrough();
      stream = opened;
      letThrough();
      return opened;
    },
    shut: () => {
      stream = undefined;
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
