import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { BotError } from '../../../src/errors.ts';
import { Answered, type Ask } from './words.ts';

/** The process with the doubles. */
export interface Child {
  ask<T>(ask: Ask, answer: z.ZodType<T>): Promise<T>;
}

/** Gone when its user is done, whatever happened. */
export async function* withChild<T>(use: (child: Child) => AsyncIterable<T>): AsyncGenerator<T> {
  const child = fork(fileURLToPath(new URL('double.ts', import.meta.url)));
  try {
    yield* use(speakingTo(child));
  } finally {
    if (child.connected) child.disconnect();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

function speakingTo(child: ChildProcess): Child {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  child.on('message', (message) => {
    const { id, value, error } = Answered.parse(message);
    if (error === undefined) waiting.get(id)?.resolve(value);
    else waiting.get(id)?.reject(new Error(`The double: ${error}`));
    waiting.delete(id);
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) {
      reject(new BotError('unreachable', `The double's process ended with ${code}`));
    }
  });
  return {
    async ask(ask, answer) {
      last += 1;
      const id = last;
      const wait = Promise.withResolvers<unknown>();
      waiting.set(id, wait);
      child.send({ id, ask });
      return answer.parse(await wait.promise);
    },
  };
}
