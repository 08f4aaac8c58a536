import { pause } from '../../../src/flow/wait.ts';
import { openBot } from '../bot.ts';
import type { Measured } from '../figure.ts';
import { inScratch } from '../scratch.ts';
import { idleStalls, watchStalls } from '../stalls.ts';
import { polledSite } from './polled-site.ts';
import { postmasterOf, serverMs } from './server-time.ts';

const SITES = 100;
const MACHINES = 100;
/** Milliseconds until each site was polled, and milliseconds that are measured: one roll-up of a minute is in them. */
const WARM_UP_MS = 20_000;
const MEASURED_MS = 50_000;
/** Of the polls that there are in that time, as many at least must have been made: else something else was measured. */
const POLLS = 0.8 * SITES * Math.floor(MEASURED_MS / 10_500);
/** Milliseconds between two looks at the event loop, which are in every figure of it. */
const LOOK_MS = 5;

/** What it costs to keep an eye on a large fleet: the whole bot, its own PostgreSQL, and sites that cost nothing. */
export async function* measurePolling(signal: AbortSignal): AsyncGenerator<Measured> {
  yield* inScratch(async function* (directory) {
    let polls = 0;
    const polled = () => {
      polls += 1;
    };
    const sites = Array.from({ length: SITES }, (_, at) =>
      polledSite(`kvm-${at}`, { machines: MACHINES, polled }),
    );
    const bot = await openBot({ directory, sites, polls: true, signal });
    try {
      await pause(WARM_UP_MS, signal);
      polls = 0;
      const found = await measure(directory, signal);
      if (polls < POLLS) throw new Error(`there were only ${polls} polls`);
      yield* figuresOf(found);
    } finally {
      await bot.close();
    }
  });
}

interface Found {
  /** Shares of one processor. */
  readonly bot: number;
  readonly server: number;
  /** Milliseconds: the longest stretch of work without a turn for others, and the longest wait of a thread without work. */
  readonly stall: number;
  readonly idle: number;
}

async function measure(directory: string, signal: AbortSignal): Promise<Found> {
  const postmaster = await postmasterOf(directory);
  const idle = idleStalls(LOOK_MS);
  const serverBefore = await serverMs(postmaster);
  const [began, before] = [performance.now(), process.cpuUsage()];
  const stalls = watchStalls(LOOK_MS);
  await pause(MEASURED_MS, signal);
  const stall = stalls.end();
  const { user, system } = process.cpuUsage(before);
  const lastedMs = performance.now() - began;
  const serverUsed = (await serverMs(postmaster)) - serverBefore;
  return {
    bot: (user + system) / 1_000 / lastedMs,
    server: serverUsed / lastedMs,
    stall,
    idle: await idle.end(),
  };
}

function* figuresOf({ bot, server, stall, idle }: Found): Generator<Measured> {
  const what = `${SITES} hosts with ${MACHINES} machines each, polled every 10 s`;
  yield {
    figure: `${what}: of one processor, bot and PostgreSQL`,
    ...{ value: bot + server, unit: 'share', goal: { is: 'below', limit: 0.2 } },
    beside: { what: 'the bot alone', value: bot },
  };
  yield {
    figure: `${what}: the longest stall of the event loop, of one processor`,
    ...{ value: stall, unit: 'ms', goal: { is: 'below', limit: 50 } },
    beside: { what: 'how long a thread without work had to wait meanwhile', value: idle },
  };
}
