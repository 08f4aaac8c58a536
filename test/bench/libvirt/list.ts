import { setTimeout as sleep } from 'node:timers/promises';
import { Config } from '../../../adapters/hypervisor/libvirt/config.ts';
import { createSite } from '../../../adapters/hypervisor/libvirt/site.ts';
import { silent } from '../../../src/log.ts';
import { type BenchBot, openBot } from '../bot.ts';
import type { Measured } from '../figure.ts';
import { interleave, median, timed } from '../measure.ts';
import { inScratch } from '../scratch.ts';
import type { PausedHost } from './host.ts';
import { openRawShell } from './raw-shell.ts';
import { recordLines } from './record.ts';

/** Milliseconds between two readings from which a share of CPUs can be told: the first list waits for them. */
const SAMPLES_MS = 600;

/** `vm list` by the whole bot, its store too, beside the same lines sent to a bare shell. */
export function measureList(host: PausedHost, signal: AbortSignal): AsyncIterable<Measured> {
  return inScratch((directory) => measure(directory, host, signal));
}

async function* measure(
  directory: string,
  { uri, machines }: PausedHost,
  signal: AbortSignal,
): AsyncGenerator<Measured> {
  const list = (bot: BenchBot) => listed(bot, machines.length);
  const spied = await open(directory, uri, signal);
  const lines = await recordLines({
    directory,
    signal,
    async ask() {
      await sleep(SAMPLES_MS);
      await list(spied);
    },
  }).finally(() => spied.close());
  const opened = await open(directory, uri, signal);
  const shell = openRawShell(uri);
  try {
    const times = await interleave(
      { list: () => timed(() => list(opened)), raw: () => timed(() => shell.ask(lines)) },
      { rounds: 60, warmUp: 4, signal },
    );
    yield {
      figure: `vm list of ${machines.length} paused machines, freshness off`,
      value: median(times.list),
      unit: 'ms',
      beside: { what: `its ${lines.length} queries over a bare shell`, value: median(times.raw) },
      goal: { is: 'longer', atMost: 1.2 },
    };
  } finally {
    await shell.close();
    await opened.close();
  }
}

function open(directory: string, uri: string, signal: AbortSignal): Promise<BenchBot> {
  const services = { name: 'kvm', dataDirectory: directory, log: silent };
  const site = createSite(Config.parse({ uri }), services);
  return openBot({ directory, sites: [site], freshMs: 0, signal });
}

async function listed(bot: BenchBot, machines: number): Promise<void> {
  const title = await bot.ask('vm list');
  if (title !== `${machines} machines, 0 running`) throw new Error(`vm list said: ${title}`);
}
