import { hosts, type SeedHost } from './fleet.ts';
import { life } from './life.ts';
import { everyId } from './made.ts';
import { type Found, machineAt, type World } from './world.ts';

const GiB = 1024 ** 3;
const DAY = 24 * 60 * 60 * 1000;
/** Milliseconds between the two samples. */
const SPAN_MS = 500;

/** What the system of a host says of itself: its machines are processes of it, as with KVM. */
export function hostSystem(world: World, name: string, now: number): string {
  const host = hosts.find((one) => one.name === name);
  if (host === undefined) return '';
  const here = everyId(world)
    .flatMap((id) => machineAt(world, id, now) ?? [])
    .filter(({ seed, state }) => seed.host === name && state.state === 'running');
  const upMs = now - world.born + host.upDays * DAY;
  const programs = programsOf(here, now);
  const sections = {
    root: `Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/md0 ${kib(96 * GiB)} ${kib(31 * GiB)} ${kib(65 * GiB)} 33% /`,
    ksm: `${Math.round((here.length * GiB) / 16 / 4096)}\n4096`,
    self: '9',
    meminfo: meminfo(host, here),
    cpus: String(host.cpus),
    ...sample(programs, '1', { upMs, worked: 0 }),
    ...sample(programs, '2', { upMs: upMs + SPAN_MS, worked: SPAN_MS }),
    status: programs
      .map(({ pid, bytes }) => `Pid:\t${pid}\nUid:\t0\t0\t0\t0\nVmRSS:\t${kib(bytes)} kB`)
      .join('\n'),
    users: 'root:0',
    commands: programs.map(({ pid, line }) => `==> /proc/${pid}/cmdline <==\n${line}`).join('\n'),
    end: '',
  };
  return Object.entries(sections)
    .map(([section, text]) => `\n--nakhoda:${section}--\n${text}\n`)
    .join('');
}

interface HostProgram {
  readonly pid: number;
  readonly name: string;
  readonly line: string;
  /** CPUs in use. */
  readonly busy: number;
  readonly bytes: number;
}

function programsOf(here: readonly Found[], now: number): readonly HostProgram[] {
  const own = ['systemd', 'sshd', 'cron'].map((name, at) => ({
    ...{ pid: at === 0 ? 1 : 400 + at, name, line: `/usr/sbin/${name}` },
    ...{ busy: 0.01, bytes: 12 * 1024 ** 2 },
  }));
  const machines = here.map(({ seed, state }) => ({
    pid: 2_000 + Number(seed.id),
    name: 'kvm',
    line: `/usr/bin/kvm -id ${seed.id} -name ${seed.name} -m ${seed.memoryBytes / 1024 ** 2}`,
    busy: life(seed, state, now).cpuFraction * seed.cpus,
    bytes: seed.memoryBytes * 0.9,
  }));
  return [...own, ...machines];
}

function meminfo(host: SeedHost, here: readonly Found[]): string {
  const used = 2 * GiB + here.reduce((sum, { seed }) => sum + seed.memoryBytes * 0.9, 0);
  const swap = 8 * GiB;
  return [
    `MemTotal: ${kib(host.memoryBytes)} kB`,
    `MemAvailable: ${kib(Math.max(0, host.memoryBytes - used))} kB`,
    `SwapTotal: ${kib(swap)} kB`,
    `SwapFree: ${kib(swap * 0.98)} kB`,
  ].join('\n');
}

interface Moment {
  readonly upMs: number;
  /** Milliseconds since the first sample. */
  readonly worked: number;
}

function sample(programs: readonly HostProgram[], name: string, { upMs, worked }: Moment) {
  return {
    [`uptime${name}`]: `${(upMs / 1000).toFixed(2)} 0.00`,
    [`stat${name}`]: programs
      .map(({ pid, name: program, busy }) => {
        const ticks = Math.round(upMs / 1_000 + (worked * busy) / 10);
        return [pid, `(${program})`, 'S', pid === 1 ? 0 : 1, ticks, 0, 1, pid].join(' ');
      })
      .join('\n'),
  };
}

function kib(bytes: number): number {
  return Math.round(bytes / 1024);
}
