import { BotError } from '../errors.ts';
import type { Clock } from '../hypervisor/checks.ts';
import type { GuestChannel } from '../hypervisor/guest.ts';
import type { Machine } from '../hypervisor.ts';
import { parseClock } from './clock.ts';
import { type FileSystem, parseFileSystems } from './file-systems.ts';
import { countTasks, type Process, readProcesses, type TaskCounts } from './processes.ts';
import { fileSystemsScript, summaryScript } from './script.ts';
import { splitSections } from './sections.ts';
import {
  type Amount,
  readCpuFraction,
  readCpus,
  readHostname,
  readLoad,
  readMemory,
  readOs,
  readSwap,
  readUptime,
} from './system.ts';

/** What a Linux guest says of itself; what it does not say is absent. */
export interface GuestSummary {
  /** Over 1, 5 and 15 minutes. */
  readonly load?: readonly [number, number, number] | undefined;
  readonly uptimeMs?: number | undefined;
  readonly cpus?: number | undefined;
  /** Share of all its CPUs over half a second. */
  readonly cpuFraction?: number | undefined;
  readonly memory?: Amount | undefined;
  readonly swap?: Amount | undefined;
  readonly os?: string | undefined;
  readonly hostname?: string | undefined;
  readonly tasks?: TaskCounts | undefined;
  /** All of them, in no order: `topProcesses` picks. */
  readonly processes?: readonly Process[] | undefined;
}

/** The probe takes half a second; an emulated or busy guest many times that. */
const TIMEOUT_MS = 30_000;

/** Reads a Linux guest's figures in one guest call. Throws `unsupported` for a guest that is no Linux. */
export async function readGuest(
  channel: GuestChannel,
  machine: Machine,
  signal: AbortSignal,
): Promise<GuestSummary> {
  const summary = parseSummary(await ask(channel, machine, { script: summaryScript, signal }));
  if (summary.load === undefined && summary.memory === undefined) throw notLinux(machine);
  return summary;
}

/** Reads a Linux guest's real file systems in one guest call. Throws like {@link readGuest}. */
export async function fileSystems(
  channel: GuestChannel,
  machine: Machine,
  signal: AbortSignal,
): Promise<readonly FileSystem[]> {
  const { fileSystems: found } = await lookInside(channel, machine, signal);
  if (found !== undefined) return found;
  throw new BotError('unsupported', `The guest of ${machine.name} has no df to ask`, {
    hint: 'File systems can be read where df is installed, as on any usual Linux.',
  });
}

/** What a guest's disks and its clock say. */
export interface GuestLook {
  /** Absent where it has no df. */
  readonly fileSystems?: readonly FileSystem[] | undefined;
  readonly clock?: Clock | undefined;
}

/** Both in one guest call. Throws like {@link readGuest}. */
export async function lookInside(
  channel: GuestChannel,
  machine: Machine,
  signal: AbortSignal,
): Promise<GuestLook> {
  const asked = Date.now();
  const output = await ask(channel, machine, { script: fileSystemsScript, signal });
  const clock = parseClock(output, { asked, answered: Date.now() });
  return { fileSystems: parseFileSystems(output), clock };
}

/** The figures in the summary script's output; never throws, whatever the guest printed. */
export function parseSummary(output: string): GuestSummary {
  const sections = splitSections(output);
  const processes = readProcesses(sections);
  return {
    load: readLoad(sections),
    uptimeMs: readUptime(sections),
    cpus: readCpus(sections),
    cpuFraction: readCpuFraction(sections),
    memory: readMemory(sections),
    swap: readSwap(sections),
    os: readOs(sections),
    hostname: readHostname(sections),
    tasks: processes === undefined ? undefined : countTasks(processes),
    processes,
  };
}

interface Question {
  readonly script: string;
  readonly signal: AbortSignal;
}

async function ask(
  channel: GuestChannel,
  machine: Machine,
  { script, signal }: Question,
): Promise<string> {
  const process = await start(channel, machine, { script, signal });
  const result = await channel.wait(machine, process, { signal, timeoutMs: TIMEOUT_MS });
  return result.stdout;
}

async function start(channel: GuestChannel, machine: Machine, { script, signal }: Question) {
  try {
    return await channel.start(machine, ['/bin/sh', '-c', script], signal);
  } catch (error) {
    if (error instanceof BotError && error.code === 'not-found') throw notLinux(machine, error);
    throw error;
  }
}

function notLinux(machine: Machine, cause?: unknown): BotError {
  return new BotError('unsupported', `The guest of ${machine.name} does not answer like a Linux`, {
    hint: 'Its load, memory and processes can be read in Linux guests with /bin/sh and /proc.',
    cause,
  });
}
