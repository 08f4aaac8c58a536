import type { Reading, Source, SourceAsk } from '../../../src/alerts/source.ts';
import type { Hypervisor } from '../../../src/hypervisor.ts';
import { createInventory, type Fleet } from '../../../src/inventory.ts';
import { never } from '../../contracts/subject.ts';

export const DAY = 24 * 3_600_000;
export const noon = Date.parse('2026-11-27T12:00:00Z');

export function fleetOf(hypervisor: Hypervisor): Fleet {
  return createInventory([hypervisor], { freshMs: 0, deadlineMs: 60_000 });
}

export function ask(parts: Partial<SourceAsk> = {}): SourceAsk {
  return { site: 'lab', hosts: [], machines: [], now: noon, signal: never, ...parts };
}

/** What whoever polls the site would ask: all that is there now. */
export async function askSite(hypervisor: Hypervisor, now = Date.now()): Promise<SourceAsk> {
  const [hosts, machines] = await Promise.all([
    hypervisor.hosts(never),
    hypervisor.machines(never),
  ]);
  return { site: hypervisor.site.name, hosts, machines, now, signal: never };
}

/** `web-1 0.91`, as they came; only of that signal. */
export async function told(source: Source, asked: SourceAsk, signal = source.signals[0]) {
  return inWords(await source.read(asked), signal);
}

export function inWords(readings: readonly Reading[], wanted: string | undefined): string[] {
  return readings
    .filter(({ signal }) => signal === wanted)
    .map(({ subject, value }) =>
      value === undefined ? `${subject.name} ?` : `${subject.name} ${Number(value.toFixed(2))}`,
    );
}
