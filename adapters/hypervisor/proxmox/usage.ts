import type { Disk, Nic, Usage } from '../../../src/hypervisor.ts';
import { type Guest, inSlices, isGuest, type Resources } from './resources.ts';
import { measured } from './row.ts';

/** The nodes sample every 10 s (pvestatd(8)): an answer this young, in milliseconds, has no older figures. */
const YOUNG_MS = 2_000;
/** Seconds between two samples beyond which their difference says little of the present. */
const FAR_APART = 120;
/** Seconds from its start in which its share of the CPU is 0 because there was no second sample yet. */
const FIRST_SECONDS = 20;

/** Present figures of every machine that runs, from the same call as the list. */
export function createUsage(resources: Pick<Resources, 'within'>) {
  let samples: ReadonlyMap<number, Sample> = new Map();
  return async (signal: AbortSignal): Promise<readonly Usage[]> => {
    const rows = await resources.within(YOUNG_MS, signal);
    const at = Date.now();
    const running = rows.filter(isGuest).filter(({ status }) => status === 'running');
    const before = samples;
    const usage: Usage[] = [];
    const after = new Map<number, Sample>();
    await inSlices(running, (guest) => {
      const sample = nextSample(before.get(guest.vmid), guest);
      after.set(guest.vmid, sample);
      usage.push(usageOf(guest, sample.rates, at));
    });
    samples = after;
    return usage;
  };
}

const counters = ['diskread', 'diskwrite', 'netin', 'netout'] as const;
type Counter = (typeof counters)[number];
type Counts = Readonly<Record<Counter, number | undefined>>;

/** The guest's counters at one of the nodes' samples, and how fast they grew up to it. */
export interface Sample {
  /** Seconds since its start: the node's own clock, and another one for each sample. */
  readonly uptime: number;
  readonly counts: Counts;
  readonly rates: Partial<Counts>;
}

/** The same sample seen again keeps its rates; a guest that was started anew has none yet. */
export function nextSample(before: Sample | undefined, guest: Guest): Sample {
  const uptime = guest.uptime ?? 0;
  const { diskread, diskwrite, netin, netout } = guest;
  const counts = { diskread, diskwrite, netin, netout };
  if (before?.uptime === uptime) return before;
  const seconds = uptime - (before?.uptime ?? uptime);
  const near = seconds > 0 && seconds <= FAR_APART;
  return { uptime, counts, rates: near && before ? ratesOf(before.counts, counts, seconds) : {} };
}

/** A counter that went back was counted anew in between. */
function ratesOf(before: Counts, now: Counts, seconds: number): Partial<Counts> {
  return Object.fromEntries(
    counters.flatMap((key) => {
      const [from, to] = [before[key], now[key]];
      return from === undefined || to === undefined || to < from
        ? []
        : [[key, (to - from) / seconds] as const];
    }),
  );
}

/** What Proxmox has no figure for it gives as 0. */
export function usageOf(guest: Guest, rates: Partial<Counts>, at: number): Usage {
  const { vmid, cpu, uptime = 0, mem, maxmem, memhost } = guest;
  return {
    id: String(vmid),
    at,
    cpuFraction: uptime <= FIRST_SECONDS ? measured(cpu) : cpu,
    memoryUsedBytes: measured(mem),
    memoryBytes: maxmem,
    hostMemoryBytes: measured(memhost),
    disks: disksOf(guest, rates),
    nics: [nicOf(guest, rates)],
  };
}

/** All disks together; of a container the list knows also how full its root is. */
function disksOf({ type, disk, maxdisk }: Guest, rates: Partial<Counts>): readonly Disk[] {
  const total: Disk = {
    name: 'total',
    readBytesPerSecond: rates.diskread,
    writtenBytesPerSecond: rates.diskwrite,
  };
  const root: Disk = { name: 'rootfs', allocatedBytes: measured(disk), capacityBytes: maxdisk };
  return type === 'lxc' ? [total, root] : [total];
}

/** All cards together, from the guest's side: what comes in is received. */
function nicOf({ netin, netout }: Guest, rates: Partial<Counts>): Nic {
  return {
    name: 'total',
    receivedBytes: netin,
    sentBytes: netout,
    receivedBytesPerSecond: rates.netin,
    sentBytesPerSecond: rates.netout,
  };
}
