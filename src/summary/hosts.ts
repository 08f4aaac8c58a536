import type { Block, Cell, Column } from '../card.ts';
import { bytesOf, cpu, load, unknown } from '../format.ts';
import type { Host, Machine } from '../hypervisor.ts';
import type { SiteAnswer } from '../inventory.ts';

export interface HostTableOptions {
  readonly hosts: readonly SiteAnswer<Host>[];
  readonly machines: readonly SiteAnswer<Machine>[];
}

/** A row for each host; a site that never told its hosts has none, and a sentence elsewhere. */
export function hostTable({ hosts, machines }: HostTableOptions): Block | undefined {
  const many = hosts.length > 1;
  const columns: Column[] = [
    { label: 'Host' },
    { label: 'Running', align: 'right' },
    { label: 'CPU', align: 'right' },
    { label: 'Memory', align: 'right' },
    { label: 'Load', align: 'right' },
    ...(many ? [{ label: 'Site' }] : []),
  ];
  const all = machines.flatMap(({ items }) => items);
  const rows = hosts.flatMap(({ items, problem }) =>
    items.map((host): Cell[] => [
      isWell(host, problem) ? host.name : { text: nameOf(host), tone: 'warning' },
      ...(isWell(host, problem)
        ? [runningOf(all, host), ...figures(host)]
        : [unknown, unknown, unknown, unknown]),
      ...(many ? [host.site] : []),
    ]),
  );
  return rows.length === 0 ? undefined : { type: 'table', columns, rows };
}

function isWell(host: Host, problem: string | undefined): boolean {
  return problem === undefined && host.problem === undefined;
}

/** `pve2 is offline`. */
function nameOf({ name, problem }: Host): string {
  return problem === undefined ? name : `${name} ${problem}`;
}

/** `5 of 8`: running machines of all there. */
export function runningOf(machines: readonly Machine[], { site, name }: Host): string {
  const there = machines.filter((machine) => machine.site === site && machine.host === name);
  const running = there.filter(({ state }) => state === 'running');
  return `${running.length} of ${there.length}`;
}

function figures(host: Host): readonly Cell[] {
  return [
    cpu(host.cpuFraction, host.cpus),
    bytesOf(host.memoryUsedBytes, host.memoryBytes),
    loadCell(host),
  ];
}

/** More waiting work than CPUs, over five minutes, needs a look. */
function loadCell({ load: averages, cpus }: Host): Cell {
  const text = load(averages?.slice(0, 1));
  const busy = averages !== undefined && cpus !== undefined && averages[1] > cpus;
  return busy ? { text, tone: 'warning' } : text;
}
