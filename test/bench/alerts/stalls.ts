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

/**
 * The longest that the event loop was kept by one piece of work, in milliseconds of processor time: what the machine
 * gives to others meanwhile is not in it. https://nodejs.org/api/process.html#processthreadcpuusagepreviousvalue
 */
export function watchStalls(lookMs: number): { end(): number } {
  let longest = 0;
  let at = performance.now();
  let used = process.threadCpuUsage();
  const timer = setInterval(() => {
    const [now, usage] = [performance.now(), process.threadCpuUsage()];
    const worked = (usage.user + usage.system - used.user - used.system) / 1_000;
    // Many short pieces in a long time are no stall: it is at most as long as it was late.
    longest = Math.max(longest, Math.min(worked, now - at - lookMs));
    [at, used] = [now, usage];
  }, lookMs);
  return {
    end() {
      clearInterval(timer);
      return longest;
    },
  };
}
