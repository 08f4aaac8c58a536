import { run } from '../../lab/run.ts';
import { openBot } from '../bot.ts';
import type { Measured } from '../figure.ts';
import { interleave, median, timed } from '../measure.ts';
import { inScratch } from '../scratch.ts';
import type { BenchBox } from './host.ts';
import { openBench } from './site.ts';
import { openSpy } from './spy.ts';

/** They undo each other, so that each round begins alike. */
const lines = ['vm tag box-2 bench', 'vm tag box-2 --remove bench'];

/** A command for one machine, by the whole bot, beside the bare calls that it was seen to make. */
export function measureCommand(box: BenchBox, signal: AbortSignal): AsyncIterable<Measured> {
  return inScratch((directory) => measure(directory, box, signal));
}

async function* measure(
  directory: string,
  box: BenchBox,
  signal: AbortSignal,
): AsyncGenerator<Measured> {
  const calls = await recorded(directory, box, signal);
  const bot = await openBot({ directory, sites: [openBench(box.program)], signal });
  const ours = async () => {
    let sum = 0;
    for (const line of lines) sum += await bot.through(line);
    return sum;
  };
  const bare = async () => {
    for (const words of calls) await run(box.program, words, { signal });
  };
  try {
    const times = await interleave(
      { ours, bare: () => timed(bare) },
      { rounds: 25, warmUp: 3, signal },
    );
    yield {
      figure: 'vm tag, and away again, each from its accepted row to its end',
      value: median(times.ours),
      unit: 'ms',
      beside: { what: `their ${calls.length} bare calls`, value: median(times.bare) },
      goal: { is: 'longer', atMost: 1.15 },
    };
  } finally {
    await bot.close();
  }
}

/** What the bot asks of VBoxManage between the accepted row and the end. */
async function recorded(directory: string, { program }: BenchBox, signal: AbortSignal) {
  const spy = await openSpy(directory, program);
  const bot = await openBot({ directory, sites: [openBench(spy.program)], signal });
  try {
    for (const line of lines) await bot.through(line);
    const calls: (readonly string[])[] = [];
    for (const line of lines) {
      // What was asked for the plan is before the row.
      await bot.through(line, spy.calls);
      calls.push(...(await spy.calls()));
    }
    return calls;
  } finally {
    await bot.close();
  }
}
