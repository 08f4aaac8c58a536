import { setTimeout as sleep } from 'node:timers/promises';
import type { Measured } from '../figure.ts';
import { p99 } from '../measure.ts';
import { inScratch } from '../scratch.ts';
import { demoSite } from '../sites.ts';
import { watchStalls } from '../stalls.ts';
import { openBot } from './bot.ts';
import { type Child, withChild } from './child.ts';
import type { Platform } from './platforms.ts';
import { Account, type Line, Missing, Took, type Wanted } from './words.ts';

const PER_SECOND = 200;
const COMMANDS = 5 * PER_SECOND;
const CHANNELS = 100;
/** One in so many changes something. Slack takes 50 edits a minute in all, so more would only wait longer for it. */
const CHANGES = 12;
/** Milliseconds after the burst by which the platform's rate has long let everything through. */
const DRAIN_MS = 75_000;
/** Milliseconds between two looks at the event loop. */
const STALL_LOOK_MS = 5;
/** Milliseconds between two looks. */
const LOOK_MS = 1_000;

/** Commands as fast as a whole school types them, at once in many channels. */
export function measureBurst(platform: Platform, signal: AbortSignal): AsyncIterable<Measured> {
  return inScratch((directory) =>
    withChild((child) => measure({ platform, child, directory, signal })),
  );
}

interface Parts {
  readonly platform: Platform;
  readonly child: Child;
  readonly directory: string;
  readonly signal: AbortSignal;
}

async function* measure({ platform, child, directory, signal }: Parts): AsyncGenerator<Measured> {
  const { name, title } = platform;
  const open = { do: 'open', name, platform: name, channels: 2 * CHANNELS, rates: true } as const;
  const account = await child.ask(open, Account);
  await platform.register(account, signal);
  const chat = platform.chatAt(account);
  const site = demoSite(COMMANDS, directory);
  const app = await openBot({ directory, site, chat, person: account.person, signal });
  try {
    const burst = (lines: readonly Line[], perSecond: number) =>
      child.ask({ do: 'burst', name, lines: [...lines], perSecond }, Took);
    await burst(warmUp(), PER_SECOND / 4);
    const stalls = watchStalls(STALL_LOOK_MS);
    const { acks, tookMs, cpuMs, stallMs } = await burst(commands(), PER_SECOND);
    const lost = await missing(child, name, signal);
    const stall = stalls.end();
    const rate = Math.round((COMMANDS * 1_000) / tookMs);
    yield {
      figure: `${title}: acknowledgement of ${rate} commands a second, p99`,
      value: p99(acks),
      unit: 'ms',
      beside: { what: "the double's own CPU for each", value: cpuMs / COMMANDS },
      goal: { is: 'below', limit: 100 },
    };
    yield {
      figure: `${title}: answers lost of ${COMMANDS}`,
      value: lost,
      unit: 'cards',
      goal: { is: 'at-most', limit: 0 },
    };
    yield {
      figure: `${title}: longest stall of the bot meanwhile, of one processor`,
      value: stall,
      unit: 'ms',
      beside: { what: "the double's own", value: stallMs },
      goal: { is: 'at-most', limit: 50 },
    };
  } finally {
    await app.close();
  }
}

/** Each has a machine of its own, so that every answer is known by its name. */
const machineOf = (at: number): string => `lab-${String(at + 1).padStart(4, '0')}`;
const changes = (at: number): boolean => at % CHANGES === 0;

function commands(): readonly Line[] {
  return Array.from({ length: COMMANDS }, (_, at) => ({
    channel: at % CHANNELS,
    line: changes(at) ? `vm tag ${machineOf(at)} bench` : `vm show ${machineOf(at)}`,
  }));
}

/** In channels of their own: what was said there must not count against a rate, or be taken for an answer. */
function warmUp(): readonly Line[] {
  return Array.from({ length: CHANNELS }, (_, at) => ({
    channel: CHANNELS + at,
    line: at % 20 === 0 ? `vm note ${machineOf(at)} warm` : `vm show ${machineOf(at)}`,
  }));
}

/** How many answers have not come, after as long as the platform's rate may take. */
async function missing(child: Child, name: string, signal: AbortSignal): Promise<number> {
  const until = performance.now() + DRAIN_MS;
  const wanted: Wanted[] = Array.from({ length: COMMANDS }, (_, at) => ({
    channel: at % CHANNELS,
    machine: machineOf(at),
    word: changes(at) ? 'tagged' : '',
  }));
  for (;;) {
    const left = await child.ask({ do: 'missing', name, wanted }, Missing);
    if (left.length === 0 || performance.now() > until) return left.length;
    await sleep(LOOK_MS, undefined, { signal });
  }
}
