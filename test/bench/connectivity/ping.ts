import { need, never } from '../../contracts/subject.ts';
import { openBot } from '../bot.ts';
import type { Measured } from '../figure.ts';
import { interleave, median, timed } from '../measure.ts';
import { inScratch } from '../scratch.ts';
import type { Lab } from './lab.ts';
import { type Call, watchedGuests } from './rows.ts';

const LINE = 'net ping e1 e2';
/** Milliseconds for the bare call. */
const LIMIT = 60_000;

/** A ping by the whole bot, beside the same program run in the same guest by the agent alone. */
export function measurePing(lab: Lab, signal: AbortSignal): AsyncIterable<Measured> {
  return inScratch((directory) => measure(directory, lab, signal));
}

async function* measure(
  directory: string,
  lab: Lab,
  signal: AbortSignal,
): AsyncGenerator<Measured> {
  const calls: Call[] = [];
  const sites = lab.sites().map((site) => watchedGuests(site, (call) => calls.push(call)));
  const bot = await openBot({ directory, sites, signal });
  const bare = lab.sites();
  try {
    await bot.through(LINE);
    const argv = calls.find(({ argv: words }) => words.some((word) => word.includes('ping')))?.argv;
    if (argv === undefined) throw new Error('no ping was seen');
    const [site] = bare;
    const machine = (await need(site).machines(signal)).find(({ name }) => name === 'e1');
    const agent = async () => {
      const guest = need(need(site).guest);
      const process = await guest.start(need(machine), argv, signal);
      await guest.wait(need(machine), process, { signal: never, timeoutMs: LIMIT });
    };
    const times = await interleave(
      { ours: () => bot.through(LINE), agent: () => timed(agent) },
      { rounds: 7, warmUp: 1, signal },
    );
    yield {
      figure: `${LINE}, from its accepted row to its end`,
      value: median(times.ours),
      unit: 'ms',
      beside: { what: 'the same program by the agent alone', value: median(times.agent) },
      goal: { is: 'longer', atMost: 1.2 },
    };
  } finally {
    await bot.close();
    await Promise.all(bare.map((one) => one.close?.()));
  }
}
