import type { Action, Block, Card, Cell, Column } from '../card.ts';
import { stateCell, stateRank, stateWords } from '../cards/machine-state.ts';
import { agesOf, hasProblem, problemBlocks } from '../cards/site-answers.ts';
import type { CommandContext, ResolvedMachine } from '../command.ts';
import { ago, bytesOf, count, cpu } from '../format.ts';
import type { Machine, Usage } from '../hypervisor.ts';
import type { Fleet, SiteAnswer } from '../inventory.ts';
import {
  byHost,
  type Counted,
  filters,
  filterWords,
  hostCounts,
  MAX_PROBLEMS,
  MAX_ROWS,
} from './many-machines.ts';

/** One machine as its site told of it. */
interface Told {
  readonly machine: Machine;
  readonly usage: Usage | undefined;
  /** When it was read, where that is no longer true for sure. */
  readonly staleAt: number | undefined;
}

/** The same with everything its row is made of. */
interface Row extends Told {
  readonly label: string;
  /** Where it stands: what needs a look first, and then by name. */
  readonly rank: number;
  readonly order: number;
}

/** Every machine, or only the chosen ones; what needs a look stands first. */
export async function machineListCard(
  chosen: readonly ResolvedMachine[] | undefined,
  { fleet, signal, now, brief }: CommandContext,
): Promise<Card> {
  const [machines, usages] = await Promise.all([
    fleet.machines(signal),
    Promise.all(fleet.sites.map(({ site }) => fleet.usage(site.name, signal))),
  ]);
  const all = toldOf(onlyChosen(machines, chosen), usages);
  const time = now();
  const shown = new Set(all.map(({ machine }) => machine.site));
  const answers = [...machines, ...usages].filter(({ site }) => !chosen || shown.has(site));
  const body = brief === true && all.length > MAX_ROWS ? counted : listed;
  const { blocks, actions } = body(all, { fleet, now: time });
  return {
    title: title(all),
    tone: hasProblem(answers) ? 'warning' : undefined,
    blocks: [...problemBlocks(answers, time), ...blocks],
    ...(actions && { actions }),
    footer: agesOf(answers, time),
  };
}

function toldOf(
  machines: readonly SiteAnswer<Machine>[],
  usages: readonly SiteAnswer<Usage>[],
): readonly Told[] {
  const figures = new Map(
    usages.map(({ site, items, problem }) => [
      site,
      new Map(problem === undefined ? items.map((usage) => [usage.id, usage]) : []),
    ]),
  );
  return machines.flatMap(({ site, items, at, problem }) => {
    const its = figures.get(site);
    const staleAt = problem === undefined ? undefined : at;
    return items.map((machine) => ({ machine, usage: its?.get(machine.id), staleAt }));
  });
}

/** Named and in order. */
function rowsOf({ label, order }: Fleet, some: readonly Told[]): readonly Row[] {
  const rows = some.map((told): Row => {
    const name = label(told.machine);
    return { ...told, label: name, rank: stateRank(told.machine.state), order: order(name) };
  });
  return rows.sort((a, b) => a.rank - b.rank || a.order - b.order);
}

function onlyChosen(
  machines: readonly SiteAnswer<Machine>[],
  chosen: readonly ResolvedMachine[] | undefined,
): readonly SiteAnswer<Machine>[] {
  if (chosen === undefined) return machines;
  return machines.map((answer) => {
    const here = chosen.filter(({ machine }) => machine.site === answer.site);
    const ids = new Set(here.map(({ machine }) => machine.id));
    return { ...answer, items: answer.items.filter(({ id }) => ids.has(id)) };
  });
}

interface Body {
  readonly blocks: readonly Block[];
  readonly actions?: readonly Action[];
}

interface Shape {
  readonly fleet: Fleet;
  readonly now: number;
}

/** A row a machine, behind those that could not be read. */
function listed(all: readonly Told[], shape: Shape): Body {
  const rows = rowsOf(shape.fleet, all);
  return { blocks: [...silentBlocks(rows), ...(rows.length > 0 ? [table(rows, shape)] : [])] };
}

/** Counts by host, then what needs a look, then how to see less: of the others nobody has to know the names. */
function counted(all: readonly Told[], shape: Shape): Body {
  const judged = all.map(countedOf);
  const hosts = byHost(judged);
  const bad = rowsOf(
    shape.fleet,
    all.filter((_told, at) => judged[at]?.bad),
  );
  const shown = bad.slice(0, MAX_PROBLEMS);
  const more = bad.length - shown.length;
  const blocks: readonly Block[] = [
    ...hostCounts(hosts, shape.fleet.sites.length),
    ...(shown.length > 0 ? [table(shown, shape)] : []),
    ...(more > 0
      ? [{ type: 'text', text: `And ${count(more, 'more machine')} that need a look.` } as const]
      : []),
    filterWords,
  ];
  return { blocks, actions: filters(judged, hosts) };
}

function countedOf({ machine, staleAt, usage }: Told): Counted {
  const bad = machine.state === 'crashed' || machine.state === 'unknown';
  return { machine, bad: bad || staleAt !== undefined || usage?.problem !== undefined };
}

function title(all: readonly Told[]): string {
  if (all.length === 0) return 'No machines';
  const fresh = all.filter(({ staleAt }) => staleAt === undefined);
  const running = fresh.filter(({ machine }) => machine.state === 'running').length;
  const lost = all.length - fresh.length;
  const unknown = lost === 0 ? '' : `, ${lost} unknown`;
  return `${count(all.length, 'machine')}, ${running} running${unknown}`;
}

/** Machines that their platform could not read in time. */
function silentBlocks(rows: readonly Row[]): readonly Block[] {
  const lines = rows.flatMap(({ label, usage }) =>
    usage?.problem === undefined ? [] : [`${label}: ${usage.problem}.`],
  );
  return lines.length === 0 ? [] : [{ type: 'text', text: lines.join('\n') }];
}

function table(rows: readonly Row[], { fleet, now }: Shape): Block {
  const sites = fleet.sites.length;
  const tagged = rows.some(({ machine }) => machine.tags.length > 0);
  const columns: Column[] = [
    { label: 'Name' },
    { label: 'State' },
    { label: 'Host' },
    { label: 'CPU', align: 'right' },
    { label: 'Memory', align: 'right' },
    ...(sites > 1 ? [{ label: 'Site' }] : []),
    ...(tagged ? [{ label: 'Tags' }] : []),
  ];
  return { type: 'table', columns, rows: rows.map((row) => cells(row, { sites, tagged, now })) };
}

function cells(
  row: Row,
  { sites, tagged, now }: { sites: number; tagged: boolean; now: number },
): readonly Cell[] {
  const { machine, label, usage } = row;
  const on = machine.state === 'running' || machine.state === 'paused';
  const memory = bytesOf(usage?.memoryUsedBytes, usage?.memoryBytes ?? machine.memoryBytes);
  return [
    label,
    state(row, now),
    machine.host,
    on ? cpu(usage?.cpuFraction, machine.cpus) : '',
    on ? memory : '',
    ...(sites > 1 ? [machine.site] : []),
    ...(tagged ? [machine.tags.join(', ')] : []),
  ];
}

function state({ machine, staleAt }: Row, now: number): Cell {
  if (staleAt === undefined) return stateCell(machine);
  const { state: was, template } = machine;
  return { text: `${stateWords({ state: was, template })}, ${ago(staleAt, now)}`, tone: 'warning' };
}
