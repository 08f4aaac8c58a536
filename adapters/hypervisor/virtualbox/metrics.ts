import { pause } from '../../../src/flow/wait.ts';
import type { Client } from './client.ts';
import { uuidWord } from './words.ts';

/** Seconds between two samples, and how many are kept: https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-metrics */
const setup = ['metrics', 'setup', '--period', '1', '--samples', '2'];

/** Milliseconds after a set-up until there are figures: a period and a little. */
export const SETUP_PAUSE = 1_300;

export interface Figures {
  /** Of all CPUs of the host. */
  readonly cpuFraction?: number | undefined;
  readonly hostMemoryBytes?: number | undefined;
  readonly guestMemoryBytes?: number | undefined;
  readonly guestMemoryFreeBytes?: number | undefined;
}

const wanted = [
  ...['CPU/Load/User', 'CPU/Load/Kernel', 'RAM/Usage/Used'],
  ...['Guest/RAM/Usage/Total', 'Guest/RAM/Usage/Free'],
].join(',');

/**
 * The set-up is lost with VBoxSVC, which ends some seconds after its last client: where nothing is measured, it is
 * set up anew, and the figures come with a later question.
 */
export async function readFigures(
  client: Client,
  machine: { readonly id: string; readonly name: string },
  signal: AbortSignal,
): Promise<Figures> {
  const id = uuidWord(machine.id);
  const asked = { signal, name: machine.name };
  const said = await client.ask(['metrics', 'query', id, wanted], asked);
  const figures = parseMetrics(said);
  if (figures.size === 0) await client.ask([...setup, id], asked);
  return {
    cpuFraction: sum(figures.get('CPU/Load/User'), figures.get('CPU/Load/Kernel')),
    hostMemoryBytes: figures.get('RAM/Usage/Used'),
    guestMemoryBytes: figures.get('Guest/RAM/Usage/Total'),
    guestMemoryFreeBytes: figures.get('Guest/RAM/Usage/Free'),
  };
}

/** The first time it waits for the first figures. */
export async function readHostCpu(
  client: Client,
  signal: AbortSignal,
): Promise<number | undefined> {
  const words = ['metrics', 'query', 'host', 'CPU/Load/User,CPU/Load/Kernel'];
  const query = async () => parseMetrics(await client.ask(words, { signal }));
  let figures = await query();
  if (figures.size === 0) {
    await client.ask([...setup, 'host'], { signal });
    await pause(SETUP_PAUSE, signal);
    figures = await query();
  }
  return sum(figures.get('CPU/Load/User'), figures.get('CPU/Load/Kernel'));
}

function sum(user: number | undefined, kernel: number | undefined): number | undefined {
  return user === undefined || kernel === undefined ? undefined : Math.min(1, user + kernel);
}

const units: Readonly<Record<string, number>> = { '%': 0.01, kB: 1024, MB: 1024 ** 2, 'B/s': 1 };

/**
 * The newest value of each metric, in bytes and fractions. A long name of the machine breaks the columns and may hold
 * anything, so a line is read from its end; it tells of one machine, as only one was asked for.
 */
export function parseMetrics(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const line of text.split(/\r?\n/)) {
    const [, metric, values = ''] =
      / ((?:Guest\/)?(?:CPU|RAM|Disk|Net)\/[A-Za-z]+\/[A-Za-z]+) +([\d.]+ ?(?:%|kB|MB|B\/s)(?:, [\d.]+ ?(?:%|kB|MB|B\/s))*) *$/.exec(
        line,
      ) ?? [];
    const [, value, unit = ''] = /([\d.]+) ?(%|kB|MB|B\/s)$/.exec(values) ?? [];
    if (metric !== undefined && value !== undefined) {
      found.set(metric, Number(value) * (units[unit] ?? 1));
    }
  }
  return found;
}
