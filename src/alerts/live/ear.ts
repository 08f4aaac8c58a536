import { createBell } from '../../flow/bell.ts';
import type { Reading, Source } from '../source.ts';
import type { Round } from './round.ts';

/** What one source has read. */
export interface Read {
  readonly source: Source;
  readonly readings: readonly Reading[];
}

/** What comes in about a site while the rules are busy; of several rounds only the last is of any use. */
export interface Ear {
  answered(round: Round): void;
  read(one: Read): void;
  spoken(): void;
  /** Each gives what came in since it was taken last. */
  takeRound(): Round | undefined;
  takeReadings(): readonly Read[];
  takeSpoken(): boolean;
  /** It could not be read what was said: it is with the next look. */
  missed(): void;
  /** The last round, taken or not. */
  known(): Round | undefined;
  /** Until something comes in, or so many milliseconds. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function createEar(): Ear {
  const bell = createBell();
  const readings: Read[] = [];
  let round: Round | undefined;
  let known: Round | undefined;
  // Somebody may have spoken before anybody listened.
  let isSpoken = true;
  return {
    answered(one) {
      round = one;
      known = one;
      bell.ring();
    },
    read(one) {
      readings.push(one);
      bell.ring();
    },
    spoken() {
      isSpoken = true;
      bell.ring();
    },
    takeRound() {
      const one = round;
      round = undefined;
      return one;
    },
    takeReadings: () => readings.splice(0),
    takeSpoken() {
      const was = isSpoken;
      isSpoken = false;
      return was;
    },
    missed() {
      isSpoken = true;
    },
    known: () => known,
    wait: bell.wait,
  };
}
