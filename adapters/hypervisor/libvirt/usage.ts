import { BotError } from '../../../src/errors.ts';
import { pause } from '../../../src/flow/wait.ts';
import type { Disk, Nic, Usage } from '../../../src/hypervisor.ts';
import { createMeter, type Meter, SAMPLE_PAUSE } from '../../../src/rates.ts';
import { figure, kibibytes, parseDomstats, type Stats } from './domstats.ts';
import { type Listing, type MachineParts, parseList } from './machines.ts';

/** Only the groups read below; all of domstats costs twice as much. */
const questions = [
  'list --all --uuid --name',
  'domstats --list-active --state --cpu-total --vcpu --balloon --interface --block --nowait',
];
/** Milliseconds for the figures of a host whose QEMUs answer; 22 machines take 130. */
const LIMIT = 2_500;
/** Hung machines found in one question; each costs the limit once, ever. */
const MOST_HUNG = 3;
/** Reads figures; the CPU share comes from what the same machine had used at the reading before. */
export function createUsage(parts: MachineParts) {
  const meter = createMeter();
  return async (signal: AbortSignal): Promise<readonly Usage[]> => {
    let reading = await read(parts, signal);
    if (reading.some((one) => answers(one) && !meter.isReady(one.id, one.at))) {
      for (const one of reading) usage(one, meter, parts);
      await pause(SAMPLE_PAUSE, signal);
      reading = await read(parts, signal);
    }
    return reading.map((one) => usage(one, meter, parts));
  };
}

interface Reading extends Listing {
  readonly at: number;
  readonly stats: Stats;
}

/**
 * `--nowait` skips a machine only while a job holds it, and the question that hangs becomes that job: so after a
 * deadline the same question, asked again, is answered for all others and the hung one lacks its figures.
 */
async function read(parts: MachineParts, signal: AbortSignal): Promise<Reading[]> {
  for (let late = 0; ; late += 1) {
    try {
      const [names = '', figures = ''] = await parts.client.query(questions, {
        signal,
        timeoutMs: LIMIT,
      });
      const at = Date.now();
      const stats = parseDomstats(figures);
      const reading = parseList(names).flatMap((one) => {
        const own = stats.get(one.name);
        return own ? [{ ...one, at, stats: own }] : [];
      });
      for (const one of reading) note(parts, one, late > 0);
      return reading;
    } catch (error) {
      if (!(error instanceof BotError && error.code === 'timeout') || late >= MOST_HUNG)
        throw error;
    }
  }
}

function note({ health }: MachineParts, one: Reading, afterDeadline: boolean): void {
  if (answers(one)) health.answered(one.id);
  else if (afterDeadline) health.hung(one.id);
}

/** QEMU's own threads count too, so a busy guest can come out above its CPUs; the meter cuts that off. */
function share(meter: Meter, { id, at, stats }: Reading): number | undefined {
  const busy = figure(stats, 'cpu.time');
  const cpus = figure(stats, 'vcpu.current');
  if (busy === undefined || cpus === undefined) return undefined;
  return meter.share(id, { at, busy, all: at * 1e6 * cpus });
}

function answers({ stats }: Reading): boolean {
  return stats.has('balloon.rss');
}

function usage(one: Reading, meter: Meter, { health }: MachineParts): Usage {
  const { id, at, stats } = one;
  const cpuFraction = share(meter, one);
  const counted: Counted = (key) => {
    const count = figure(stats, key);
    return {
      count,
      rate: count === undefined ? undefined : meter.perSecond(`${id} ${key}`, { at, count }),
    };
  };
  const memory = kibibytes(stats, 'balloon.available') ?? kibibytes(stats, 'balloon.current');
  const free = kibibytes(stats, 'balloon.usable') ?? kibibytes(stats, 'balloon.unused');
  return {
    id,
    at,
    cpuFraction: answers(one) ? cpuFraction : undefined,
    memoryBytes: memory,
    memoryUsedBytes: memory !== undefined && free !== undefined ? memory - free : undefined,
    hostMemoryBytes: kibibytes(stats, 'balloon.rss'),
    disks: numbered(stats, 'block').map((key) => disk(stats, key, counted)),
    nics: numbered(stats, 'net').map((key) => nic(stats, key, counted)),
    problem: answers(one) ? undefined : (health.problem(id) ?? 'busy with a job of libvirt'),
  };
}

function numbered(stats: Stats, group: string): string[] {
  return Array.from({ length: figure(stats, `${group}.count`) ?? 0 }, (_, at) => `${group}.${at}`);
}

/** A counter as it stands, and how fast it grows. */
type Counted = (key: string) => {
  readonly count: number | undefined;
  readonly rate: number | undefined;
};

function disk(stats: Stats, key: string, counted: Counted): Disk {
  return {
    name: stats.get(`${key}.name`) ?? 'disk',
    path: stats.get(`${key}.path`),
    capacityBytes: figure(stats, `${key}.capacity`),
    allocatedBytes: figure(stats, `${key}.physical`),
    readBytesPerSecond: counted(`${key}.rd.bytes`).rate,
    writtenBytesPerSecond: counted(`${key}.wr.bytes`).rate,
  };
}

/** libvirt counts from the guest's side of the cable: what it receives is `rx`. */
function nic(stats: Stats, key: string, counted: Counted): Nic {
  const received = counted(`${key}.rx.bytes`);
  const sent = counted(`${key}.tx.bytes`);
  return {
    name: stats.get(`${key}.name`) ?? 'nic',
    receivedBytes: received.count,
    sentBytes: sent.count,
    receivedBytesPerSecond: received.rate,
    sentBytesPerSecond: sent.rate,
  };
}
