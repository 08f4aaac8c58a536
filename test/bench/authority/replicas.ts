import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../../../src/app.ts';
import type { OperationData } from '../../../src/operation.ts';
import { createSnapshotOperation } from '../../../src/operations/snapshot-create.ts';
import { openBot } from '../bot.ts';
import type { Measured } from '../figure.ts';
import { inScratch } from '../scratch.ts';
import { actor, demoSite } from '../sites.ts';

const MACHINES = 200;
const TASKS = 1_000;
const REPLICAS = 3;
/** The most at once in each replica. */
const PLACES = 16;
const LIMIT = REPLICAS * PLACES;
/** Milliseconds between two looks. */
const LOOK_MS = 50;

/** A backlog on three replicas: while as many could run as may, that many do. */
export function measureBacklog(signal: AbortSignal): AsyncIterable<Measured> {
  return inScratch((directory) => measure(directory, signal));
}

async function* measure(directory: string, signal: AbortSignal): AsyncGenerator<Measured> {
  const apps: App[] = [];
  try {
    const open = () => {
      const sites = [demoSite(MACHINES, directory, 0.4)];
      return openBot({ directory, sites, places: PLACES, signal });
    };
    const first = await open();
    apps.push(first);
    const backlog = await tasksFor(first, signal);
    for (let count = 1; count < REPLICAS; count += 1) apps.push(await open());
    const place = { platform: 'terminal', channel: 'bench' };
    const asked = { actor, place, line: 'bench', deadlineMs: 600_000 };
    await first.store.accept({
      operations: backlog.map((data) => ({ ...asked, data })),
      run: false,
    });
    yield {
      figure: `${TASKS} tasks on ${MACHINES} machines, ${REPLICAS} replicas: share of ${LIMIT} places idle while more waits`,
      value: await idleShare(first, signal),
      unit: 'share',
      goal: { is: 'at-most', limit: 0.1 },
    };
  } finally {
    await Promise.all(apps.map((app) => app.close()));
  }
}

/** From when all places were taken first, until fewer wait than could. */
async function idleShare({ store }: App, signal: AbortSignal): Promise<number> {
  let [looks, inUse, isFull] = [0, 0, false];
  for (;;) {
    const { waiting, running } = await store.load();
    isFull ||= running >= LIMIT;
    if (waiting + running === 0)
      throw new Error('the backlog was gone before its places were taken');
    if (isFull && waiting < MACHINES) return 1 - inUse / (looks * LIMIT);
    if (isFull) [looks, inUse] = [looks + 1, inUse + running];
    await sleep(LOOK_MS, undefined, { signal });
  }
}

/** As many snapshots of each machine, one after another. */
async function tasksFor({ fleet }: App, signal: AbortSignal): Promise<readonly OperationData[]> {
  const machines = await fleet.select('site:campus', signal);
  return Array.from({ length: TASKS / MACHINES }, (_, round) => round).flatMap((round) =>
    machines.map((machine) =>
      createSnapshotOperation(machine, { name: `s${round}`, description: '', disksOnly: false }),
    ),
  );
}
