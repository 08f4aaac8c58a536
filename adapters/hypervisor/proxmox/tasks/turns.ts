import { pause } from '../../../../src/flow/wait.ts';

/** Lets one at a time go on, so many milliseconds apart, in the order they came. */
export interface Turns {
  take(signal: AbortSignal): Promise<void>;
}

export function createTurns(apartMs: number): Turns {
  let next = 0;
  return {
    async take(signal) {
      const now = performance.now();
      const at = Math.max(now, next);
      next = at + apartMs;
      await pause(at - now, signal);
    },
  };
}
