import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { ownTime, waitedMs } from './own-time.ts';

it.runIf(process.platform === 'linux')(
  'the own time of an act is without that for which others had the processor',
  async () => {
    for (let at = 0; at < availableParallelism(); at += 1) {
      const busy = new Worker('for (;;);', { eval: true });
      onTestFinished(async () => {
        await busy.terminate();
      });
    }
    let took = 0;
    const own = await ownTime(() => {
      const [began, before] = [performance.now(), waitedMs()];
      while (waitedMs() - before < 5);
      took = performance.now() - began;
    });
    expect(own).toBeGreaterThan(0);
    expect(own).toBeLessThan(took);
  },
);
