import { Agent, request } from 'undici';
import { type BenchBot, openBot } from '../bot.ts';
import type { Measured } from '../figure.ts';
import { interleave, median, timed } from '../measure.ts';
import { inScratch } from '../scratch.ts';
import { watchStalls } from '../stalls.ts';
import { type Cluster, type Size, withCluster } from './child.ts';
import { openBench } from './site.ts';
import type { Place } from './words.ts';

/** Milliseconds of one answer. */
export const CALL_MS = 20;

interface List extends Size {
  /** The most it may take, as many times the floor. */
  readonly atMost: number;
}

const lists: readonly List[] = [
  { machines: 150, nodes: 3, latencyMs: CALL_MS, atMost: 1.2 },
  { machines: 1_000, nodes: 10, latencyMs: CALL_MS, atMost: 1.3 },
];
const vast: Size = { machines: 10_000, nodes: 10, latencyMs: CALL_MS };

export async function* measureLists(signal: AbortSignal): AsyncGenerator<Measured> {
  for (const list of lists) yield* onBot(list, signal, (parts) => oneList(parts, list, signal));
  yield* onBot(vast, signal, (parts) => stall(parts, signal));
}

interface Parts {
  readonly bot: BenchBot;
  readonly cluster: Cluster;
}

function onBot(
  size: Size,
  signal: AbortSignal,
  use: (parts: Parts) => AsyncIterable<Measured>,
): AsyncIterable<Measured> {
  return withCluster(size, (cluster) =>
    inScratch(async function* (directory) {
      const bot = await openBot({
        directory,
        sites: [openBench(cluster.place)],
        freshMs: 0,
        signal,
      });
      try {
        yield* use({ bot, cluster });
      } finally {
        await bot.close();
      }
    }),
  );
}

async function* oneList(
  { bot, cluster }: Parts,
  { machines, nodes, atMost }: List,
  signal: AbortSignal,
): AsyncGenerator<Measured> {
  const floor = bareCall(cluster.place);
  const figure = `vm list of ${machines} machines on ${nodes} nodes, freshness off`;
  try {
    const series = {
      list: () => timed(() => listed(bot, machines)),
      floor: () => timed(floor.ask),
    };
    const times = await interleave(series, { rounds: 40, warmUp: 5, signal });
    const beside = { what: 'one keep-alive undici call', value: median(times.floor) };
    yield { figure, value: median(times.list), unit: 'ms', beside, goal: { is: 'longer', atMost } };
  } finally {
    await floor.close();
  }
  await cluster.calls();
  await listed(bot, machines);
  const calls = await cluster.calls();
  yield {
    figure: `calls of ${figure}`,
    value: calls.length,
    unit: 'calls',
    goal: { is: 'at-most', limit: 1 },
  };
}

/** Milliseconds between two looks at the event loop. */
const LOOK_MS = 1;

/** The longest time in which the event loop did not turn, over some lists. */
async function* stall({ bot }: Parts, signal: AbortSignal): AsyncGenerator<Measured> {
  const { machines, nodes } = vast;
  for (let round = 0; round < 3; round += 1) await listed(bot, machines);
  const longest: number[] = [];
  for (let round = 0; round < 9; round += 1) {
    signal.throwIfAborted();
    const stalls = watchStalls(LOOK_MS);
    await listed(bot, machines);
    longest.push(stalls.end());
  }
  yield {
    figure: `longest stall of the bot in a vm list of ${machines} machines on ${nodes} nodes, of one processor`,
    value: median(longest),
    unit: 'ms',
    goal: { is: 'at-most', limit: 50 },
  };
}

async function listed(bot: BenchBot, machines: number): Promise<void> {
  const title = await bot.ask('vm list');
  if (!title.startsWith(`${machines} machines`)) throw new Error(`vm list said: ${title}`);
}

/** The same question by undici alone, over a connection that stays open, until its answer is an object. */
function bareCall({ url, id, secret }: Place) {
  const dispatcher = new Agent({ connections: 1, connect: { rejectUnauthorized: false } });
  const headers = { authorization: `PVEAPIToken=${id}=${secret}` };
  return {
    async ask() {
      const { body, statusCode } = await request(`${url}/api2/json/cluster/resources`, {
        dispatcher,
        headers,
      });
      await body.json();
      if (statusCode !== 200) throw new Error(`the double said ${statusCode}`);
    },
    close: () => dispatcher.close(),
  };
}
