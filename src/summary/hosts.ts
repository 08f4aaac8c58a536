import type { Block, Cell, Column } from '../card.ts';
import { bytesOf, count, cpu, load, unknown } from '../format.ts';
import type { Host, Machine } from '../hypervisor.ts';
import type { SiteAnswer } from '../inventory.ts';
import { loadTone } from './system-words.ts';

export interface HostTableOptions {
  readonly hosts: readonly SiteAnswer<Host>[];
  readonly machines: readonly SiteAnswer<Machine>[];
}

interface Row {
  readonly host: Host;
  /** False where its figures are not of now. */
  readonly well: boolean;
}

/** In a message for many, hosts beyond this are counted. */
const MOST = 12;

/** A row for each host, in the order of their sites; a site that never told its hosts has none, and a sentence elsewhere. */
export function hostTable({ hosts, machines }: HostTableOptions): Block | undefined {
  return table(rowsOf(hosts), machines);
}

/** What needs a look first, and where that is wished no more than a phone shows. */
export function hostBlocks(
  { hosts, machines }: HostTableOptions,
  brief: boolean,
): readonly Block[] {
  const all = rowsOf(hosts).toSorted((a, b) => rankOf(a) - rankOf(b));
  const shown = table(brief ? all.slice(0, MOST) : all, machines);
  const left = brief ? all.slice(MOST) : [];
  return [...(shown ? [shown] : []), ...(left.length > 0 ? [leftOver(left, machines)] : [])];
}

function rowsOf(hosts: readonly SiteAnswer<Host>[]): readonly Row[] {
  return hosts.flatMap(({ items, problem }) =>
    items.map((host) => ({ host, well: problem === undefined && host.problem === undefined })),
  );
}

function rankOf({ host, well }: Row): number {
  if (!well) return 0;
  return loadTone(host.load, host.cpus) === undefined ? 2 : 1;
}

function leftOver(rows: readonly Row[], machines: readonly SiteAnswer<Machine>[]): Block {
  const names = new Set(rows.map(({ host: { site, name } }) => JSON.stringify([site, name])));
  const there = machines
    .flatMap(({ items }) => items)
    .filter(({ site, host }) => names.has(JSON.stringify([site, host])));
  const running = there.filter(({ state }) => state === 'running').length;
  const hosts = count(rows.length, 'more host');
  const of = `${running} of ${count(there.length, 'machine')}`;
  return { type: 'text', text: `And ${hosts} with ${of} running: host list.` };
}

function table(rows: readonly Row[], machines: readonly SiteAnswer<Machine>[]): Block | undefined {
  // A site of one host often has its name.
  const sites = new Set(rows.map(({ host }) => host.site));
  const many = sites.size > 1 && rows.some(({ host: { site, name } }) => site !== name);
  const columns: Column[] = [
    { label: 'Host' },
    { label: 'Running', align: 'right' },
    { label: 'CPU', align: 'right' },
    { label: 'Memory', align: 'right' },
    { label: 'Load', align: 'right' },
    ...(many ? [{ label: 'Site' }] : []),
  ];
  const all = machines.flatMap(({ items }) => items);
  const cells = rows.map(({ host, well }): Cell[] => [
    well ? host.name : { text: nameOf(host), tone: 'warning' },
    ...(well ? [runningOf(all, host), ...figures(host)] : [unknown, unknown, unknown, unknown]),
    ...(many ? [host.site] : []),
  ]);
  return rows.length === 0 ? undefined : { type: 'table', columns, rows: cells };
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

function loadCell({ load: averages, cpus }: Host): Cell {
  const text = load(averages?.slice(0, 1));
  const tone = loadTone(averages, cpus);
  return tone ? { text, tone } : text;
}
