import { decimal, plainText, type Sections, whole } from './sections.ts';

/** Sizes in bytes. */
export interface Amount {
  readonly total: number;
  /** Absent where an old kernel does not tell what is free to use. */
  readonly used?: number | undefined;
}

/** `0.57 0.74 0.46 1/205 16104`: over 1, 5 and 15 minutes. */
export function readLoad(sections: Sections): [number, number, number] | undefined {
  const [one, five, fifteen] = words(sections, 'loadavg').map(decimal);
  if (one === undefined || five === undefined || fifteen === undefined) return undefined;
  return [one, five, fifteen];
}

/** Milliseconds since the guest's start, at the second sample where it is there. */
export function readUptime(sections: Sections): number | undefined {
  const [seconds] = (
    sections.has('uptime2') ? words(sections, 'uptime2') : words(sections, 'uptime1')
  ).map(decimal);
  return seconds === undefined ? undefined : Math.round(seconds * 1000);
}

/** Milliseconds between the two samples; absent when there was only one, or no time between them. */
export function sampleSpan(sections: Sections): number | undefined {
  const [before] = words(sections, 'uptime1').map(decimal);
  const [after] = words(sections, 'uptime2').map(decimal);
  if (before === undefined || after === undefined || after <= before) return undefined;
  return (after - before) * 1000;
}

export function readCpus(sections: Sections): number | undefined {
  const count = whole(words(sections, 'cpus')[0]);
  return count === 0 ? undefined : count;
}

/** The share of all CPUs in use between the samples, by the `cpu` line of /proc/stat. */
export function readCpuFraction(sections: Sections): number | undefined {
  const before = cpuTimes(sections, 'cpu1');
  const after = cpuTimes(sections, 'cpu2');
  if (before === undefined || after === undefined) return undefined;
  const all = after.all - before.all;
  const idle = after.idle - before.idle;
  return all > 0 && idle >= 0 && idle <= all ? (all - idle) / all : undefined;
}

/** user nice system idle iowait irq softirq steal; guest times are already in user and nice. */
function cpuTimes(sections: Sections, name: string) {
  const [label, ...figures] = words(sections, name);
  const times = figures.slice(0, 8).map(whole);
  const [, , , idle, wait = 0] = times;
  if (label !== 'cpu' || idle === undefined) return undefined;
  return { idle: idle + wait, all: times.reduce<number>((sum, time) => sum + (time ?? 0), 0) };
}

export function readMemory(sections: Sections): Amount | undefined {
  const info = memoryInfo(sections);
  const total = info.get('MemTotal');
  if (total === undefined) return undefined;
  return { total, used: taken(total, info.get('MemAvailable') ?? unusedBefore314(info)) };
}

export function readSwap(sections: Sections): Amount | undefined {
  const info = memoryInfo(sections);
  const total = info.get('SwapTotal');
  return total === undefined ? undefined : { total, used: taken(total, info.get('SwapFree')) };
}

/** Kernels before 3.14 have no MemAvailable; this is what `free` counted then. */
function unusedBefore314(info: ReadonlyMap<string, number>): number | undefined {
  const [free, buffers, cached] = [info.get('MemFree'), info.get('Buffers'), info.get('Cached')];
  if (free === undefined || buffers === undefined || cached === undefined) return undefined;
  return free + buffers + cached;
}

function taken(total: number, free: number | undefined): number | undefined {
  return free === undefined || free > total ? undefined : total - free;
}

function memoryInfo(sections: Sections): ReadonlyMap<string, number> {
  const info = new Map<string, number>();
  for (const line of sections.get('meminfo')?.slice(0, 100) ?? []) {
    const [, key, kib] = /^(\w{1,40}):\s{1,30}(\d{1,13}) kB$/.exec(line) ?? [];
    if (key !== undefined) info.set(key, Number(kib) * 1024);
  }
  return info;
}

export function readHostname(sections: Sections): string | undefined {
  return plainText(sections.get('hostname')?.[0] ?? '', 64) || undefined;
}

/** https://www.freedesktop.org/software/systemd/man/latest/os-release.html */
export function readOs(sections: Sections): string | undefined {
  const lines = sections.get('os')?.slice(0, 100) ?? [];
  const line = lines.find((text) => text.startsWith('PRETTY_NAME='));
  const value = line?.slice('PRETTY_NAME='.length).replace(/^(["'])(.*)\1$/, '$2') ?? '';
  return plainText(value.replace(/\\(["'$`\\])/g, '$1'), 100) || undefined;
}

function words(sections: Sections, name: string): string[] {
  return sections.get(name)?.[0]?.trim().split(/\s+/, 20) ?? [];
}
