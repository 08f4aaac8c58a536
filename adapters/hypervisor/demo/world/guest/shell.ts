import type { Seed } from '../fleet.ts';
import type { State } from '../state.ts';
import type { Files } from './files.ts';

/** What a program in a guest sees around it. */
export interface Shell {
  readonly seed: Seed;
  readonly state: State;
  /** The host's time, milliseconds since the epoch; the guest's clock is `state.clockLag` behind. */
  readonly now: number;
  readonly speed: number;
  /** The machine or host with that address or name, and whether it answers now. */
  lookUp(word: string): LookedUp | undefined;
}

export interface LookedUp {
  readonly address: string;
  readonly up: boolean;
  /** Of its network card, where it is on the same segment. */
  readonly mac?: string | undefined;
}

/** How a program ends, and what it leaves changed. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly files?: Files | undefined;
  /** How long it runs; absent means it ends at once. */
  readonly durationMs?: number | undefined;
}

export type Program = (args: readonly string[], shell: Shell) => Ended;

export function says(stdout: string): Ended {
  return { exitCode: 0, stdout, stderr: '' };
}

export function fails(stderr: string, exitCode = 1): Ended {
  return { exitCode, stdout: '', stderr: `${stderr}\n` };
}

/** Words that start with a dash and the others, as most programs read them. */
export function split(args: readonly string[]): {
  readonly flags: string;
  readonly words: readonly string[];
} {
  const end = args.indexOf('--');
  const before = end < 0 ? args : args.slice(0, end);
  const isFlag = (word: string) => word.startsWith('-') && word !== '-';
  return {
    flags: before.filter(isFlag).join(''),
    words: [...before.filter((word) => !isFlag(word)), ...(end < 0 ? [] : args.slice(end + 1))],
  };
}
