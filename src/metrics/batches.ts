import type { Log } from '../log.ts';
import type { MetricsRecords } from '../store/metrics/metrics.ts';
import type { Sample } from './sample.ts';

/** What was measured, written together: many sites are one copy. */
export interface Batches {
  add(samples: readonly Sample[]): void;
  close(): Promise<void>;
}

interface BatchesParts {
  readonly metrics: Pick<MetricsRecords, 'write' | 'rollUp'>;
  readonly log: Log;
}

/** Milliseconds between two copies. */
const WRITE_MS = 5_000;
/** Milliseconds between two looks whether a minute is whole. */
const ROLL_UP_MS = 60_000;
/** The most samples that wait for a database that is away: the oldest go first. */
const MOST = 200_000;

export function createBatches({ metrics, log }: BatchesParts): Batches {
  let waiting: Sample[] = [];
  let rolledUpAt = Number.NEGATIVE_INFINITY;
  const write = async () => {
    const batch = waiting;
    waiting = [];
    await metrics.write(batch).catch((err: unknown) => {
      log.warn(
        { err, samples: batch.length },
        'what was measured is not written; it is tried again',
      );
      waiting = [...batch, ...waiting].slice(-MOST);
    });
  };
  const rollUp = async () => {
    if (performance.now() - rolledUpAt < ROLL_UP_MS) return;
    rolledUpAt = performance.now();
    await metrics.rollUp(Date.now()).catch((err: unknown) => {
      log.warn({ err }, 'minutes and hours were not made; the next try is in a minute');
    });
  };
  let working = Promise.resolve();
  const timer = setInterval(() => {
    working = working.then(write).then(rollUp);
  }, WRITE_MS);
  timer.unref();
  return {
    add(samples) {
      for (const sample of samples) waiting.push(sample);
      if (waiting.length > MOST) waiting.splice(0, waiting.length - MOST);
    },
    async close() {
      clearInterval(timer);
      await working;
      await write();
    },
  };
}
