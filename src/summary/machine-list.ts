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

/** One machine with everything its row is made of. */
interface Row {
  readonly machine: Machine;
  readonly label: string;
  /** Where it stands: what needs a look first, and then by name. */
  readonly rank: number;
  readonly order: number;
  readonly usage: Usage | undefined;
  /** When it was read, where that is no longer true for sure. */
  readonly staleAt: number | undefined;
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
  const rows = rowsOf(fleet, onlyChosen(machines, chosen), usages);
  const time = now();
  const shown = new Set(rows.map(({ machine }) => machine.site));
  const answers = [...machines, ...usages].filter(({ site }) => !chosen || shown.has(site));
  const shape = { sites: fleet.sites.length, now: time };
  const { blocks, actions } =
    brief === true && rows.length > MAX_ROWS ? counted(rows, shape) : listed(rows, shape);
  return {
    title: title(rows),
    tone: hasProblem(answers) ? 'warning' : undefined,
    blocks: [...problemBlocks(answers, time), ...blocks],
    ...(actions && { actions }),
    footer: agesOf(answers, time),
  };
}

function rowsOf(
  { label, order }: Fleet,
  machines: readonly SiteAnswer<Machine>[],
  usages: readonly SiteAnswer<Usage>[],
): readonly Row[] {
  const figures = new Map(
    usages.map(({ site, items, problem }) => [
      site,
      new Map(problem === undefined ? items.map((usage) => [usage.id, usage]) : []),
    ]),
  );
  const rows = machines.flatMap(({ site, items, at, problem }) =>
    items.map((machine) => {
      const name = label(machine);
      return {
        machine,
        label: name,
        rank: stateRank(machine.state),
        order: order(name),
        usage: figures.get(site)?.get(machine.id),
        staleAt: problem === undefined ? undefined : at,
      };
    }),
  );
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
  readonly sites: number;
  readonly now: number;
}

/** A row a machine, behind those that could not be read. */
function listed(rows: readonly Row[], shape: Shape): Body {
  return { blocks: [...silentBlocks(rows), ...(rows.length > 0 ? [table(rows, shape)] : [])] };
}

/** Counts by host, then what needs a look, then how to see less. */
function counted(rows: readonly Row[], shape: Shape): Body {
  const all = rows.map(countedRow);
  const hosts = byHost(all);
  const bad = rows.filter((_row, at) => all[at]?.bad);
  const shown = bad.slice(0, MAX_PROBLEMS);
  const more = bad.length - shown.length;
  const blocks: readonly Block[] = [
    ...hostCounts(hosts, shape.sites),
    ...(shown.length > 0 ? [table(shown, shape)] : []),
    ...(more > 0
      ? [{ type: 'text', text: `And ${count(more, 'more machine')} that need a look.` } as const]
      : []),
    filterWords,
  ];
  return { blocks, actions: filters(all, hosts) };
}

function countedRow({ machine, staleAt, usage }: Row): Counted {
  const bad = machine.state === 'crashed' || machine.state === 'unknown';
  return { machine, bad: bad || staleAt !== undefined || usage?.problem !== undefined };
}

function title(rows: readonly Row[]): string {
  if (rows.length === 0) return 'No machines';
  const fresh = rows.filter(({ staleAt }) => staleAt === undefined);
  const running = fresh.filter(({ machine }) => machine.state === 'running').length;
  const lost = rows.length - fresh.length;
  const unknown = lost === 0 ? '' : `, ${lost} unknown`;
  return `${count(rows.length, 'machine')}, ${running} running${unknown}`;
}

/** Machines that their platform could not read in time. */
function silentBlocks(rows: readonly Row[]): readonly Block[] {
  const lines = rows.flatMap(({ label, usage }) =>
    usage?.problem === undefined ? [] : [`${label}: ${usage.problem}.`],
  );
  return lines.length === 0 ? [] : [{ type: 'text', text: lines.join('\n') }];
}

function table(rows: readonly Row[], { sites, now }: Shape): Block {
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
