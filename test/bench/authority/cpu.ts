import { type BenchBot, openBot } from '../bot.ts';
import type { Measured } from '../figure.ts';
import { median } from '../measure.ts';
import { inScratch } from '../scratch.ts';
import { demoSite } from '../sites.ts';

const MACHINES = 20;
const REPLICAS = 3;
/** Commands in a round, each to its end, and rounds with one replica and with several in turn. */
const COMMANDS = 200;
const ROUNDS = 4;
/** The same on one replica as on several, so that both wait for as much. */
const AT_ONCE = 6;

/** What a command costs the bot's own processor where one replica has it all, and where several share it. */
export function measureCpu(signal: AbortSignal): AsyncIterable<Measured> {
  return inScratch((directory) => measure(directory, signal));
}

async function* measure(directory: string, signal: AbortSignal): AsyncGenerator<Measured> {
  const [one, several]: [number[], number[]] = [[], []];
  // The first round of each is not counted: code is compiled.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const alone = await costOf(1, { directory, signal });
    const shared = await costOf(REPLICAS, { directory, signal });
    if (round > 0) {
      one.push(alone);
      several.push(shared);
    }
  }
  yield {
    figure: `processor time of a command on ${REPLICAS} replicas`,
    value: median(several),
    unit: 'ms',
    beside: { what: 'the same on one', value: median(one) },
    goal: { is: 'longer', atMost: 1.2 },
  };
}

interface Where {
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** Milliseconds of processor time a command, with all that the replicas do besides. */
async function costOf(replicas: number, { directory, signal }: Where): Promise<number> {
  const apps: BenchBot[] = [];
  try {
    for (let count = 0; count < replicas; count += 1) {
      const sites = [demoSite(MACHINES, directory)];
      apps.push(await openBot({ directory, sites, places: 64, signal }));
    }
    const before = process.cpuUsage();
    await work(apps);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000 / COMMANDS;
  } finally {
    await Promise.all(apps.map((app) => app.close()));
  }
}

/** Notes, one after another in each hand, from one replica to the next. */
async function work(apps: readonly BenchBot[]): Promise<void> {
  const hands = Array.from({ length: AT_ONCE }, async (_, hand) => {
    for (let at = hand; at < COMMANDS; at += AT_ONCE) {
      const app = apps[at % apps.length];
      const machine = `lab-${String((at % MACHINES) + 1).padStart(4, '0')}`;
      await app?.through(`vm note ${machine} "note ${at}" --yes`);
    }
  });
  await Promise.all(hands);
}
