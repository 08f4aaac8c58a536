import { setTimeout as sleep } from 'node:timers/promises';
import { libvirt } from '../../../adapters/hypervisor/libvirt/index.ts';
import { openDatabase } from '../../../adapters/postgres/index.ts';
import { commands } from '../../../commands/index.ts';
import { type App, openApp } from '../../../src/app.ts';
import { silent } from '../../../src/log.ts';
import { operationKinds } from '../../../src/operations/index.ts';
import type { Measured } from '../figure.ts';
import { interleave, median, timed } from '../measure.ts';
import { inScratch } from '../scratch.ts';
import { incoming } from '../sites.ts';
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
  const list = (app: App) => listed(app, machines.length);
  const spied = await openBot(directory, uri, signal);
  const lines = await recordLines({
    directory,
    signal,
    async ask() {
      await sleep(SAMPLES_MS);
      await list(spied);
    },
  }).finally(() => spied.close());
  const app = await openBot(directory, uri, signal);
  const shell = openRawShell(uri);
  try {
    const times = await interleave(
      { list: () => timed(() => list(app)), raw: () => timed(() => shell.ask(lines)) },
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
    await app.close();
  }
}

async function openBot(dataDirectory: string, uri: string, signal: AbortSignal): Promise<App> {
  const connection = await openDatabase({ dataDirectory, log: silent, signal });
  const services = { name: 'kvm', dataDirectory, log: silent };
  return openApp({
    hypervisors: [libvirt.create(libvirt.Config.parse({ uri }), services)],
    commands,
    kinds: operationKinds,
    chats: [],
    connection,
    client: false,
    log: silent,
    freshMs: 0,
  });
}

async function listed({ bot }: App, machines: number): Promise<void> {
  let title = '';
  await bot.handle(incoming('vm list', (heard) => (title = heard)));
  if (title !== `${machines} machines, 0 running`) throw new Error(`vm list said: ${title}`);
}
