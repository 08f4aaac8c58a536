import { setTimeout as sleep } from 'node:timers/promises';
import { type BenchBot, openBot } from '../bot.ts';
import type { Measured } from '../figure.ts';
import { median } from '../measure.ts';
import { inScratch } from '../scratch.ts';
import { type Cluster, withCluster } from './child.ts';
import { CALL_MS } from './list.ts';
import { openBench } from './site.ts';
import { clock } from './words.ts';

const cluster = { machines: 300, nodes: 3, latencyMs: CALL_MS };
/** Tasks that are followed together. */
const TOGETHER = 50;
/** Milliseconds in which the calls of tasks that only go on are counted, from so long after their beginning. */
const STEADY_MS = 10_000;
const SETTLED_MS = 3_000;
/** Milliseconds between two looks at what the cluster was told. */
const LOOK_MS = 100;
/** Milliseconds that a start goes on before it is let end. */
const HELD_MS = 1_500;

/** From `vm start` to its true end, and what many tasks at once cost. */
export function measureTasks(signal: AbortSignal): AsyncIterable<Measured> {
  return withCluster(cluster, (double) =>
    inScratch(async function* (directory) {
      const bot = await openBot({
        directory,
        sites: [openBench(double.place)],
        atOnce: 100,
        signal,
      });
      try {
        const parts = { bot, double, signal };
        yield* measureStart(parts);
        yield* measureMany(parts);
      } finally {
        await bot.close();
      }
    }),
  );
}

interface Parts {
  readonly bot: BenchBot;
  readonly double: Cluster;
  readonly signal: AbortSignal;
}

/** Machines that are off; every tenth one is a container. */
const stopped = Array.from({ length: cluster.machines }, (_, at) => at)
  .filter((at) => at % 10 === 4)
  .map((at) => `vm-${String(at).padStart(5, '0')}`);

async function* measureStart(parts: Parts): AsyncGenerator<Measured> {
  const names = stopped.slice(0, 12);
  const [first = '', ...others] = names;
  const cold = await started(first, parts);
  const warm: Started[] = [];
  for (const name of others) {
    // Its facts are known: who it is from having been shown, the list from just now.
    await parts.bot.ask(`snapshot list ${name}`);
    await parts.bot.ask('vm list');
    warm.push(await started(name, parts));
  }
  yield {
    figure: "vm start, from its task's end to its final card",
    value: median(warm.map(({ ms }) => ms)),
    unit: 'ms',
    goal: { is: 'at-most', limit: 1_000 },
  };
  yield {
    figure: 'calls before the start with cached facts',
    value: Math.max(...warm.map(({ before }) => before)),
    unit: 'calls',
    goal: { is: 'at-most', limit: 0 },
  };
  yield {
    figure: 'calls before the start with nothing cached',
    value: cold.before,
    unit: 'calls',
    // The list, and who the machine is.
    goal: { is: 'at-most', limit: 2 },
  };
}

interface Started {
  readonly ms: number;
  readonly before: number;
}

async function started(name: string, { bot, double, signal }: Parts): Promise<Started> {
  await double.hold(1);
  await double.calls();
  const operation = await bot.begin(`vm start ${name}`);
  const ending = bot.bot.follow(operation, { signal });
  await sleep(HELD_MS);
  const calls = await double.calls();
  const endedAt = await double.release();
  const { state, card } = await ending;
  const ms = clock() - endedAt;
  if (state !== 'done' || !JSON.stringify(card.blocks).includes('running')) {
    throw new Error(`vm start ${name}: ${state}, ${card.title}`);
  }
  return { ms, before: calls.findIndex((call) => call.startsWith('POST ')) };
}

async function* measureMany({ bot, double, signal }: Parts): AsyncGenerator<Measured> {
  const names = Array.from({ length: cluster.machines }, (_, at) => at)
    .filter((at) => at % 5 !== 4 && at % 10 !== 9)
    .slice(0, TOGETHER)
    .map((at) => `vm-${String(at).padStart(5, '0')}`);
  await double.hold(TOGETHER);
  const operations = await Promise.all(names.map((name) => bot.begin(`vm reboot ${name}`)));
  await allBegun(double, signal);
  await sleep(SETTLED_MS);
  await double.calls();
  await sleep(STEADY_MS);
  const calls = await double.calls();
  yield {
    figure: `calls a second of ${TOGETHER} operations in parallel, in steady state`,
    value: (calls.length * 1_000) / STEADY_MS,
    unit: 'calls',
    goal: { is: 'at-most', limit: 5 },
  };
  await double.release();
  const ends = await Promise.all(operations.map((one) => bot.bot.follow(one, { signal })));
  const bad = ends.find(({ state }) => state !== 'done');
  if (bad) throw new Error(`of ${TOGETHER} operations one is ${bad.state}: ${bad.card.title}`);
}

/** Until the cluster was told of each: on a busy machine that takes longer than to follow them. */
async function allBegun(double: Cluster, signal: AbortSignal): Promise<void> {
  let told = 0;
  while (told < TOGETHER) {
    await sleep(LOOK_MS, undefined, { signal });
    told += (await double.calls()).filter((call) => call.startsWith('POST ')).length;
  }
}
