import { vi } from 'vitest';
import type { Pty } from '../adapters/chat/terminal/pty.ts';

/** A person who answers what stands on the screen, and whose keys are counted. */
export interface Typist {
  /** Waits for a question that has not been answered yet, then types the answer and Enter. */
  answer(question: RegExp, text?: string): Promise<void>;
  /** Keys pressed up to now, Enter included; what is pasted counts by its characters. */
  readonly keys: number;
}

export function createTypist(pty: Pty, patienceMs = 60_000): Typist {
  let keys = 0;
  let read = 0;
  return {
    async answer(question, text = '') {
      const pattern = new RegExp(question.source, 'g');
      pattern.lastIndex = read;
      await vi.waitFor(
        () => {
          pattern.lastIndex = read;
          if (!pattern.test(pty.raw())) throw new Error(`not asked ${question}:\n${pty.seen()}`);
        },
        { timeout: patienceMs, interval: 50 },
      );
      read = pattern.lastIndex;
      keys += text.length + 1;
      pty.keys(`${text}\r`);
    },
    get keys() {
      return keys;
    },
  };
}
