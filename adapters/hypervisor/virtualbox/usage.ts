import { BotError } from '../../../src/errors.ts';
import { someAtOnce } from '../../../src/flow/some-at-once.ts';
import { pause } from '../../../src/flow/wait.ts';
import type { Disk, Nic, Usage } from '../../../src/hypervisor.ts';
import { createMeter, type Meter, SAMPLE_PAUSE } from '../../../src/rates.ts';
import type { Client } from './client.ts';
import { type Counters, cardTraffic, diskTraffic, parseCounters } from './counters.ts';
import { disksOf } from './disks.ts';
import { parseHostInfo } from './hosts.ts';
import type { Info } from './info.ts';
import type { Inventory } from './inventory.ts';
import { type Media, readMedia } from './media.ts';
import { type Figures, readFigures, SETUP_PAUSE } from './metrics.ts';
import { cardsOf } from './network/cards.ts';

interface Reading {
  readonly info: Info;
  readonly at: number;
  readonly figures: Figures;
  readonly counters: Counters;
  readonly problem?: string | undefined;
}

/** Present figures of every machine that a process runs: two calls each, a few side by side. */
export function createUsage({ client, inventory }: { client: Client; inventory: Inventory }) {
  const meter = createMeter();
  let hostCpus: number | undefined;

  return async (signal: AbortSignal): Promise<readonly Usage[]> => {
    signal.throwIfAborted();
    hostCpus ??= parseHostInfo(await client.ask(['list', 'hostinfo'], { signal })).cpus;
    const infos = (await inventory.all(signal)).flatMap(({ info }) => (info?.active ? [info] : []));
    const read = () => someAtOnce(infos, (info) => readOne(client, info, signal));
    let readings = await read();
    const wait = waitFor(readings, meter);
    if (wait !== undefined) {
      for (const reading of readings) usageOf(reading, { meter, hostCpus });
      await pause(wait, signal);
      readings = await read();
    }
    const media = await readMedia(
      client,
      readings.map(({ info }) => info),
      signal,
    );
    return readings.map((reading) => usageOf(reading, { meter, hostCpus, media }));
  };
}

/** Metrics that were just set up, and counters that were not read before, need a second reading. */
function waitFor(readings: readonly Reading[], meter: Meter): number | undefined {
  const measured = readings.filter(({ problem }) => problem === undefined);
  if (measured.some(({ figures }) => figures.hostMemoryBytes === undefined)) return SETUP_PAUSE;
  const isNew = ({ info, at }: Reading) =>
    cardsOf(info).some(({ slot }) => !meter.isReady(`${info.id} nic ${slot} received`, at));
  return measured.some(isNew) ? SAMPLE_PAUSE : undefined;
}

/** One that does not answer hides no other. */
async function readOne(client: Client, info: Info, signal: AbortSignal): Promise<Reading> {
  const { id, name } = info;
  const asked = { signal, name };
  try {
    const [figures, said] = await Promise.all([
      readFigures(client, info, signal),
      client.ask(['debugvm', id, 'statistics', '--pattern=/Public/*'], asked),
    ]);
    return { info, at: Date.now(), figures, counters: parseCounters(said) };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof BotError) || error.code === 'unreachable') throw error;
    return { info, at: Date.now(), figures: {}, counters: new Map(), problem: error.message };
  }
}

interface Measuring {
  readonly meter: Meter;
  readonly hostCpus: number | undefined;
  readonly media?: Media | undefined;
}

function usageOf({ info, at, figures, counters, problem }: Reading, measuring: Measuring): Usage {
  const { guestMemoryBytes: total, guestMemoryFreeBytes: free } = figures;
  const rate = (what: string, count: number | undefined) =>
    count === undefined
      ? undefined
      : measuring.meter.perSecond(`${info.id} ${what}`, { at, count });
  return {
    id: info.id,
    at,
    cpuFraction: share(figures, info, measuring),
    memoryUsedBytes: total === undefined || free === undefined ? undefined : total - free,
    memoryBytes: total ?? info.memoryBytes,
    hostMemoryBytes: figures.hostMemoryBytes,
    disks: disksOf(info).map(({ name, path, ...place }): Disk => {
      const traffic = diskTraffic(counters, { name, path, ...place });
      return {
        name,
        path,
        capacityBytes: measuring.media?.capacities.get(place.imageId),
        allocatedBytes: measuring.media?.bytes.get(path),
        readBytesPerSecond: rate(`disk ${name} read`, traffic?.read),
        writtenBytesPerSecond: rate(`disk ${name} written`, traffic?.written),
      };
    }),
    nics: cardsOf(info).map(({ slot, mac }): Nic => {
      const traffic = cardTraffic(counters, slot);
      return {
        name: `nic${slot}`,
        mac,
        receivedBytes: traffic?.read,
        sentBytes: traffic?.written,
        receivedBytesPerSecond: rate(`nic ${slot} received`, traffic?.read),
        sentBytesPerSecond: rate(`nic ${slot} sent`, traffic?.written),
      };
    }),
    problem,
  };
}

/** VirtualBox measures against all CPUs of the host. */
function share({ cpuFraction }: Figures, { cpus }: Info, { hostCpus }: Measuring) {
  if (cpuFraction === undefined || cpus === undefined || hostCpus === undefined) return undefined;
  return Math.min(1, (cpuFraction * hostCpus) / cpus);
}
