import { type BenchBot, openBot } from '../bot.ts';
import type { Measured } from '../figure.ts';
import { inScratch } from '../scratch.ts';
import type { BenchBox } from './host.ts';
import { openBench } from './site.ts';
import { openSpy } from './spy.ts';

const COMMANDS = 100;
/** Machines that they are for: each has several commands waiting behind one another. */
const MACHINES = 20;
/** The adapter's own `atOnce`, where nothing is configured. */
const AT_ONCE = 4;

/** A hundred commands at once: how many VBoxManage they start together, and how many end with a lock error. */
export function measureQueue(box: BenchBox, signal: AbortSignal): AsyncIterable<Measured> {
  return inScratch((directory) => measure(directory, box, signal));
}

async function* measure(
  directory: string,
  { program }: BenchBox,
  signal: AbortSignal,
): AsyncGenerator<Measured> {
  const spy = await openSpy(directory, program);
  const bot = await openBot({ directory, sites: [openBench(spy.program)], atOnce: 100, signal });
  try {
    const wrong = await failures(bot);
    yield {
      figure: `of ${COMMANDS} queued commands, those that did not end well`,
      value: wrong.length,
      unit: 'cards',
      goal: { is: 'at-most', limit: 0 },
    };
    for (const each of wrong) process.stderr.write(`${each}\n`);
    yield {
      figure: 'VBoxManage processes at the same time, at most',
      value: await spy.most(),
      unit: 'calls',
      goal: { is: 'at-most', limit: AT_ONCE },
    };
  } finally {
    await bot.close();
  }
}

async function failures(bot: BenchBot): Promise<readonly string[]> {
  const lines = Array.from({ length: COMMANDS }, (_, at) => {
    const machine = `box-${(at % MACHINES) + 1}`;
    return `snapshot create ${machine} s${Math.floor(at / MACHINES)}`;
  });
  const ends = await Promise.allSettled(lines.map((line) => bot.through(line)));
  return ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
}
