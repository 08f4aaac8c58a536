import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { BotError } from '../../../src/errors.ts';
import { Answered, type Ask, Place } from './words.ts';

/** A cluster of the double's, in a process of its own. */
export interface Cluster {
  readonly place: Place;
  /** What was asked of it since the last time: `GET /cluster/resources`. */
  calls(): Promise<readonly string[]>;
  /** The next tasks go on until they are let go. */
  hold(times: number): Promise<void>;
  /** Lets them go; when the last of them had ended. */
  release(): Promise<number>;
}

export interface Size {
  readonly machines: number;
  readonly nodes: number;
  /** Milliseconds of every answer. */
  readonly latencyMs: number;
}

/** Gone when its user is done, whatever happened. */
export async function* withCluster<T>(
  size: Size,
  use: (cluster: Cluster) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const child = fork(fileURLToPath(new URL('double.ts', import.meta.url)));
  try {
    const ask = asking(child);
    const place = Place.parse(await ask({ do: 'open', ...size }));
    yield* use({
      place,
      calls: async () => z.array(z.string()).parse(await ask({ do: 'calls' })),
      hold: async (times) => void (await ask({ do: 'hold', times })),
      release: async () => z.number().parse(await ask({ do: 'release' })),
    });
  } finally {
    if (child.connected) child.disconnect();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

function asking(child: ReturnType<typeof fork>): (ask: Ask) => Promise<unknown> {
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
  return (ask) => {
    last += 1;
    const wait = Promise.withResolvers<unknown>();
    waiting.set(last, wait);
    child.send({ id: last, ask });
    return wait.promise;
  };
}
