import { plainText, type Sections, whole } from './sections.ts';
import { sampleSpan } from './system.ts';

/** One process inside a guest. */
export interface Process {
  readonly pid: number;
  /** A name, or the number of a user the guest's passwd does not know. */
  readonly user?: string | undefined;
  /** R running, S sleeping, D waiting for a disk, Z ended but not collected, T stopped, I idle. */
  readonly state: string;
  readonly threads: number;
  /** CPU time used so far. */
  readonly cpuMs: number;
  /** Share of one CPU between the two samples; absent for a process that was not there at the first. */
  readonly cpuFraction?: number | undefined;
  /** Resident memory; absent for the kernel's own threads. */
  readonly memoryBytes?: number | undefined;
  /** The command line, or the name in brackets where there is none. */
  readonly command: string;
}

export interface TaskCounts {
  readonly total: number;
  readonly threads: number;
  readonly running: number;
}

/** More than any real guest has; the rest of a longer list is not looked at. */
const MAX_PROCESSES = 50_000;

/** The unit of times in /proc/PID/stat: USER_HZ, 100 on every architecture that hypervisors run. */
const TICK_MS = 10;

interface Stat {
  readonly name: string;
  readonly state: string;
  readonly parent: number;
  readonly cpuMs: number;
  readonly threads: number;
  readonly start: number;
}

/** Every process but those of the question itself; absent when the guest did not say. */
export function readProcesses(sections: Sections): readonly Process[] | undefined {
  const second = sections.get('stat2');
  if (second === undefined) return undefined;
  const before = readStats(sections.get('stat1') ?? []);
  const span = sampleSpan(sections);
  const known = { status: readStatus(sections), commands: readCommands(sections) };
  const self = whole(sections.get('self')?.[0]);
  return [...readStats(second)].flatMap(([pid, stat]): Process[] => {
    if (self !== undefined && (pid === self || stat.parent === self)) return [];
    const first = before.get(pid);
    // A reused pid is another process.
    const spent = first?.start === stat.start ? stat.cpuMs - first.cpuMs : undefined;
    const cpuFraction =
      spent === undefined || span === undefined || spent < 0 ? undefined : spent / span;
    const { name, state, threads, cpuMs } = stat;
    const command = known.commands.get(pid) || `[${name}]`;
    return [{ pid, state, threads, cpuMs, cpuFraction, command, ...known.status.get(pid) }];
  });
}

export function countTasks(processes: readonly Process[]): TaskCounts {
  return {
    total: processes.length,
    threads: processes.reduce((sum, { threads }) => sum + threads, 0),
    running: processes.filter(({ state }) => state === 'R').length,
  };
}

/** The `count` processes that take the most, most first; equals by their pid. */
export function topProcesses(
  processes: readonly Process[],
  by: 'cpu' | 'memory',
  count: number,
): readonly Process[] {
  const weight = ({ cpuFraction, memoryBytes }: Process) =>
    (by === 'cpu' ? cpuFraction : memoryBytes) ?? -1;
  const order = (a: Process, b: Process) =>
    weight(b) - weight(a) || b.cpuMs - a.cpuMs || a.pid - b.pid;
  return processes.toSorted(order).slice(0, count);
}

/** `1 (init) S 0 215 503 1 23`: the name may hold spaces and brackets, so the last bracket ends it. */
function readStats(lines: readonly string[]): ReadonlyMap<number, Stat> {
  const stats = new Map<number, Stat>();
  for (const line of lines.slice(0, MAX_PROCESSES)) {
    const open = line.indexOf(' (');
    const close = line.lastIndexOf(') ');
    const pid = whole(line.slice(0, Math.max(0, open)));
    const [state = '', ...figures] = line.slice(close + 2).split(' ', 7);
    const [parent, user, system, threads, start] = figures.map(whole);
    if (pid === undefined || close < open || !/^[A-Za-z]$/.test(state)) continue;
    if (parent === undefined || user === undefined || system === undefined) continue;
    if (threads === undefined || start === undefined) continue;
    const name = plainText(line.slice(open + 2, close), 64);
    stats.set(pid, { name, state, parent, threads, start, cpuMs: (user + system) * TICK_MS });
  }
  return stats;
}

type Status = Pick<Process, 'user' | 'memoryBytes'>;

/** Lines of /proc/PID/status: `Pid:` begins a process, the real user is the first of `Uid:`. */
function readStatus(sections: Sections): ReadonlyMap<number, Status> {
  const users = readUsers(sections);
  const found = new Map<number, Status>();
  let pid: number | undefined;
  for (const line of sections.get('status')?.slice(0, 3 * MAX_PROCESSES) ?? []) {
    const [key, value = ''] = line.split(/\s+/, 2);
    const figure = whole(value);
    if (key === 'Pid:') pid = figure;
    if (pid === undefined || figure === undefined) continue;
    if (key === 'Uid:') found.set(pid, { ...found.get(pid), user: users.get(value) ?? value });
    if (key === 'VmRSS:') found.set(pid, { ...found.get(pid), memoryBytes: figure * 1024 });
  }
  return found;
}

function readUsers(sections: Sections): ReadonlyMap<string, string> {
  const users = new Map<string, string>();
  for (const line of sections.get('users')?.slice(0, MAX_PROCESSES) ?? []) {
    const [name = '', id = ''] = line.split(':', 2);
    if (!users.has(id) && whole(id) !== undefined) users.set(id, plainText(name, 64));
  }
  return users;
}

/** `head` puts `==> /proc/7/cmdline <==` before each; a command may itself hold new lines. */
function readCommands(sections: Sections): ReadonlyMap<number, string> {
  const found = new Map<number, string[]>();
  let current: string[] | undefined;
  for (const line of sections.get('commands') ?? []) {
    const pid = whole(/^==> \/proc\/(\d{1,10})\/cmdline <==$/.exec(line.slice(0, 60))?.[1]);
    if (pid === undefined) {
      current?.push(line);
    } else {
      current = [];
      if (!found.has(pid)) found.set(pid, current);
    }
  }
  return new Map([...found].map(([pid, lines]) => [pid, plainText(lines.join(' '), 300)]));
}
