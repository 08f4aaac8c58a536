import type { EventEmitter } from 'node:events';
import type { Actor } from '../../../src/chat.ts';
import { sessionZone } from '../../../src/time/zone.ts';

/** Standard input, or what stands for it. */
export type TerminalInput = NodeJS.ReadableStream & {
  readonly isTTY?: boolean | undefined;
  setRawMode?(on: boolean): unknown;
};

/** Standard output, or what stands for it. */
type TerminalOutput = NodeJS.WritableStream & {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
};

export interface TerminalOptions {
  readonly actor: Actor;
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  /** For notes that are no answer. */
  readonly errorOutput: NodeJS.WritableStream;
  readonly env: NodeJS.ProcessEnv;
  /** The configured zone, for a session that has none of its own (`TZ`). */
  readonly zone?: string | undefined;
  /** This one line instead of lines from the input. */
  readonly line?: string | undefined;
  /** A prompt for a person; when absent, whether input and output are a terminal. */
  readonly interactive?: boolean | undefined;
  /** One JSON document a line on the output, and nothing else there. */
  readonly json?: boolean | undefined;
  /** Lines of a pipe go on after one that failed. */
  readonly keepGoing?: boolean | undefined;
  /** Where typed lines are kept, readable by this user alone; absent: not kept. */
  readonly historyFile?: string | undefined;
  /** Where pictures of cards are laid, for this user alone; absent: only their description is shown. */
  readonly pictureDirectory?: string | undefined;
  /** What emits `SIGINT`; this process when absent. */
  readonly signals?: EventEmitter | undefined;
  /** Milliseconds since the epoch; the clock when absent. */
  readonly now?: (() => number) | undefined;
}

/** The width to draw for: a terminal's own or `COLUMNS`; a file or pipe is not cut at all. */
export function columnsOf(options: Pick<TerminalOptions, 'output' | 'env'>): number {
  const { COLUMNS } = options.env;
  const given = Number.parseInt(COLUMNS ?? '', 10);
  const { isTTY, columns = 0 } = options.output;
  if (isTTY === true && columns > 0) return columns;
  if (given > 0) return given;
  return isTTY === true ? 80 : Number.POSITIVE_INFINITY;
}

/** The zone this session's person reads times in. */
export function zoneOf({ env, zone }: Pick<TerminalOptions, 'env' | 'zone'>): string {
  return sessionZone(env, zone);
}
