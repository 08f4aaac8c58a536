import { Worker } from 'node:worker_threads';
import { waitedMs } from './own-time.ts';

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

/**
 * The longest that the event loop was kept by one piece of work, in milliseconds of processor time: what the machine
 * gives to others meanwhile is not in it. https://nodejs.org/api/process.html#processthreadcpuusagepreviousvalue
 */
export function watchStalls(lookMs: number): { end(): number } {
  let longest = 0;
  let before = looks();
  const look = () => {
    const now = looks();
    const late = now.at - before.at - lookMs - (now.waited - before.waited);
    // The kernel tells of work done in ticks of some milliseconds, and many short pieces are no stall.
    longest = Math.max(longest, Math.min(now.worked - before.worked, late));
    before = now;
  };
  const timer = setInterval(look, lookMs);
  return {
    end() {
      clearInterval(timer);
      look();
      return longest;
    },
  };
}

/** Milliseconds, all of this thread: the clock's, of work, and of waiting for a processor. */
function looks() {
  const { user, system } = process.threadCpuUsage();
  return { at: performance.now(), worked: (user + system) / 1_000, waited: waitedMs() };
}
