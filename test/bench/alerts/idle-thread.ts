import { Worker } from 'node:worker_threads';

export interface IdleStalls {
  /** Milliseconds of the longest one so far. */
  end(): Promise<number>;
}

const program = (lookMs: number) => `
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { parentPort } = require('node:worker_threads');
const delays = monitorEventLoopDelay({ resolution: ${lookMs} });
delays.enable();
parentPort.once('message', () => parentPort.postMessage(delays.max / 1e6 - ${lookMs}));
`;

/** How long a thread without any work waits for its turn: what the machine itself keeps back from everybody. */
export function idleStalls(lookMs: number): IdleStalls {
  const worker = new Worker(program(lookMs), { eval: true });
  return {
    async end() {
      const answer = new Promise<number>((resolve, reject) => {
        worker.once('message', (ms: number) => resolve(ms));
        worker.once('error', reject);
      });
      worker.postMessage('end');
      return answer.finally(() => worker.terminate());
    },
  };
}
