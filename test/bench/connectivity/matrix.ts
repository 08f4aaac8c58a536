import { Config } from '../../../adapters/hypervisor/demo/config.ts';
import { createSite } from '../../../adapters/hypervisor/demo/site.ts';
import type { Hypervisor } from '../../../src/hypervisor.ts';
import { silent } from '../../../src/log.ts';
import { ROWS_AT_ONCE } from '../../../src/operations/net-matrix.ts';
import { openBot } from '../bot.ts';
import type { Measured } from '../figure.ts';
import { median } from '../measure.ts';
import { inScratch } from '../scratch.ts';
import type { Lab } from './lab.ts';
import { boundOf, type Call, isRow, watchedGuests } from './rows.ts';

/** Machines of the demo, of which four of five run. */
const CROWD = 20;

/** The whole bot, its store too, over the demo: its guests ping as long as real ones. */
export function measureCrowd(signal: AbortSignal): AsyncIterable<Measured> {
  return inScratch((directory) => {
    const config = Config.parse({ machines: CROWD, speed: 1, failures: false });
    const site = createSite(config, { name: 'campus', dataDirectory: directory, log: silent });
    return measure({ directory, sites: [site], signal, rounds: 3, line: 'net matrix lab-*' });
  });
}

export function measureMatrix(lab: Lab, signal: AbortSignal): AsyncIterable<Measured> {
  return inScratch((directory) =>
    measure({ directory, sites: lab.sites(), signal, rounds: 7, line: 'net matrix e*' }),
  );
}

interface Measuring {
  readonly directory: string;
  readonly sites: readonly Hypervisor[];
  readonly signal: AbortSignal;
  readonly rounds: number;
  readonly line: string;
}

async function* measure(measuring: Measuring): AsyncGenerator<Measured> {
  const { directory, sites, signal, rounds, line } = measuring;
  let calls: Call[] = [];
  const watched = sites.map((site) => watchedGuests(site, (call) => calls.push(call)));
  const bot = await openBot({ directory, sites: watched, signal });
  const ours: number[] = [];
  const bounds: number[] = [];
  let rows = 0;
  try {
    // The first is to warm up.
    for (let round = -1; round < rounds; round += 1) {
      signal.throwIfAborted();
      calls = [];
      const ms = await bot.through(line);
      const pinged = calls.filter(isRow);
      if (round < 0) continue;
      rows = pinged.length;
      ours.push(ms);
      bounds.push(boundOf(pinged, ROWS_AT_ONCE));
    }
  } finally {
    await bot.close();
  }
  yield {
    figure: `${line}, ${rows} rows`,
    value: median(ours),
    unit: 'ms',
    beside: {
      what: `its rows, ${ROWS_AT_ONCE} of a host at once, and the longest again`,
      value: median(bounds),
    },
    goal: { is: 'longer', atMost: 1.25 },
  };
}
