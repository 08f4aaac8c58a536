import { BotError } from '../../../src/errors.ts';
import type { Disk, Nic, Usage } from '../../../src/hypervisor.ts';
import { figure, kibibytes, parseDomstats, type Stats } from './domstats.ts';
import { type Listing, type MachineParts, parseList } from './machines.ts';
import { pause } from './pause.ts';

/** Only the groups read below; all of domstats costs twice as much. */
const questions = [
  'list --all --uuid --name',
  'domstats --list-active --state --cpu-total --vcpu --balloon --interface --block --nowait',
];
/** Milliseconds for the figures of a host whose QEMUs answer; 22 machines take 130. */
const LIMIT = 2_500;
/** Hung machines found in one question; each costs the limit once, ever. */
const MOST_HUNG = 3;
/** Milliseconds: two samples closer than this make a poor CPU share, older ones a stale one. */
const SHORTEST = 500;
const OLDEST = 60_000;

interface Sample {
  readonly at: number;
  readonly nanoseconds: number;
}

/** Reads figures; the CPU share comes from what the same machine had used at the reading before. */
export function createUsage(parts: MachineParts) {
  let before = new Map<string, Sample>();

  return async (signal: AbortSignal): Promise<readonly Usage[]> => {
    let reading = await read(parts, signal);
    if (reading.some((one) => !hasRecent(before.get(one.id), one))) {
      before = new Map(reading.flatMap(sampled));
      await pause(SHORTEST, signal);
      reading = await read(parts, signal);
    }
    const usages = reading.map((one) => usage(one, before.get(one.id), parts));
    const fresh = reading
      .flatMap(sampled)
      .filter(([id, { at }]) => at - (before.get(id)?.at ?? 0) >= SHORTEST);
    before = new Map([...before, ...fresh]);
    return usages;
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

function note({ health }: MachineParts, { id, stats }: Reading, afterDeadline: boolean): void {
  if (stats.has('balloon.rss')) health.answered(id);
  else if (afterDeadline) health.hung(id);
}

function usage(
  { id, at, stats }: Reading,
  before: Sample | undefined,
  { health }: MachineParts,
): Usage {
  const maximum = kibibytes(stats, 'balloon.available') ?? kibibytes(stats, 'balloon.current');
  const free = kibibytes(stats, 'balloon.usable') ?? kibibytes(stats, 'balloon.unused');
  const answers = stats.has('balloon.rss');
  return {
    id,
    at,
    cpuFraction: answers ? cpuFraction({ at, stats }, before) : undefined,
    memoryBytes: maximum,
    memoryUsedBytes: maximum !== undefined && free !== undefined ? maximum - free : undefined,
    hostMemoryBytes: kibibytes(stats, 'balloon.rss'),
    disks: numbered(stats, 'block').map((key) => disk(stats, key)),
    nics: numbered(stats, 'net').map((key) => nic(stats, key)),
    problem: answers ? undefined : (health.problem(id) ?? 'busy with a job of libvirt'),
  };
}

function cpuFraction({ at, stats }: Pick<Reading, 'at' | 'stats'>, before: Sample | undefined) {
  const now = figure(stats, 'cpu.time');
  if (now === undefined || !before || now < before.nanoseconds || at <= before.at) return undefined;
  const cpus = figure(stats, 'vcpu.current') ?? 1;
  // QEMU's own threads count too, so a busy guest can come out above its CPUs.
  return Math.min(1, (now - before.nanoseconds) / 1e6 / (at - before.at) / cpus);
}

function numbered(stats: Stats, group: string): string[] {
  return Array.from({ length: figure(stats, `${group}.count`) ?? 0 }, (_, at) => `${group}.${at}`);
}

function disk(stats: Stats, key: string): Disk {
  return {
    name: stats.get(`${key}.name`) ?? 'disk',
    path: stats.get(`${key}.path`),
    capacityBytes: figure(stats, `${key}.capacity`),
    allocatedBytes: figure(stats, `${key}.physical`),
  };
}

/** libvirt counts from the guest's side of the cable: what it receives is `rx`. */
function nic(stats: Stats, key: string): Nic {
  return {
    name: stats.get(`${key}.name`) ?? 'nic',
    receivedBytes: figure(stats, `${key}.rx.bytes`),
    sentBytes: figure(stats, `${key}.tx.bytes`),
  };
}

function sampled({ id, at, stats }: Reading): [string, Sample][] {
  const nanoseconds = figure(stats, 'cpu.time');
  return nanoseconds === undefined ? [] : [[id, { at, nanoseconds }]];
}

function hasRecent(sample: Sample | undefined, { at, stats }: Reading): boolean {
  if (!stats.has('balloon.rss')) return true;
  return sample !== undefined && at - sample.at < OLDEST;
}
