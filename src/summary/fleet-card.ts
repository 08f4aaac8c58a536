import type { Action, Block, Card } from '../card.ts';
import { allowed } from '../cards/allowed.ts';
import { stateWords } from '../cards/machine-state.ts';
import { agesOf, hasProblem, problemBlocks } from '../cards/site-answers.ts';
import { taskTable } from '../cards/tasks.ts';
import type { CommandContext } from '../command.ts';
import { count } from '../format.ts';
import type { Host, Machine } from '../hypervisor.ts';
import type { Fleet, SiteAnswer } from '../inventory.ts';
import { runsOn } from '../safety/own/words.ts';
import { hostTable } from './hosts.ts';

/** As many open tasks, and machines that need a look, as a first screen can hold. */
const MAX_TASKS = 10;
const MAX_NAMED = 10;

/** The first look: what there is, how it does, and what to type next. */
export async function fleetCard(context: CommandContext): Promise<Card> {
  const { fleet, signal } = context;
  const [hosts, machines, tasks] = await Promise.all([
    fleet.hosts(signal),
    fleet.machines(signal),
    openTasks(context),
  ]);
  const now = context.now();
  const answers = [...hosts, ...machines];
  const table = hostTable({ hosts, machines });
  const sick = needLook(machines, fleet);
  const bad = hasProblem(answers) || sick.length > 0;
  return {
    title: title(machines, hosts.flatMap(({ items }) => items).length),
    tone: bad || tasks.some(({ state }) => state === 'undecided') ? 'warning' : undefined,
    blocks: [
      ...problemBlocks(answers, now),
      ...sick,
      ...whereTheBotRuns(context, { hosts, machines }),
      ...(table ? [table] : []),
      ...(tasks.length > 0 ? [taskTable(tasks, now)] : []),
      ...(fleet.sites.length === 0 ? [nothingYet] : []),
    ],
    actions: next(context, tasks.length),
    footer: agesOf(answers, now),
  };
}

const nothingYet: Block = { type: 'text', text: 'No site is configured yet.' };

interface Answers {
  readonly hosts: readonly SiteAnswer<Host>[];
  readonly machines: readonly SiteAnswer<Machine>[];
}

/** Whoever looks after the fleet should know what takes the bot with it. */
function whereTheBotRuns({ own, fleet }: CommandContext, all: Answers): readonly Block[] {
  if (own === undefined) return [];
  const hosts = all.hosts.flatMap(({ items }) => items);
  const machines = all.machines.flatMap(({ items }) => items);
  const found = [
    ...hosts.map((host) => [own.host(host), () => host.name] as const),
    ...machines.map((machine) => [own.known(machine), () => fleet.label(machine)] as const),
  ].filter(([parts]) => parts.length > 0);
  if (found.length === 0) return [];
  const lines = found.map(([parts, name]) => `${runsOn(parts, name())}.`);
  return [{ type: 'text', text: [...new Set(lines)].join('\n') }];
}

function openTasks({ tasks, may }: CommandContext) {
  return may('task.read') ? tasks.list({ ended: false, limit: MAX_TASKS }) : [];
}

function title(machines: readonly SiteAnswer<Machine>[], hosts: number): string {
  const all = machines.flatMap(({ items }) => items);
  const fresh = machines.flatMap(({ items, problem }) => (problem === undefined ? items : []));
  const running = fresh.filter(({ state }) => state === 'running').length;
  const lost = all.length - fresh.length;
  const unknown = lost === 0 ? '' : `, ${lost} unknown,`;
  return `${running} of ${count(all.length, 'machine')} running${unknown} on ${count(hosts, 'host')}`;
}

/** Machines that are in no state anybody wants. */
function needLook(machines: readonly SiteAnswer<Machine>[], { label }: Fleet): readonly Block[] {
  const sick = machines
    .filter(({ problem }) => problem === undefined)
    .flatMap(({ items }) => items)
    .filter(({ state }) => state === 'crashed' || state === 'unknown');
  if (sick.length === 0) return [];
  const lines = sick
    .slice(0, MAX_NAMED)
    .map((machine) => `${label(machine)} on ${machine.host} is ${stateWords(machine)}.`);
  const more = sick.length - lines.length;
  return [
    { type: 'text', text: [...lines, ...(more > 0 ? [`And ${more} more.`] : [])].join('\n') },
  ];
}

function next(context: CommandContext, tasks: number): readonly Action[] {
  return allowed(
    [
      { label: 'Machines', command: 'vm list', needs: 'vm.read' },
      { label: 'Hosts', command: 'host list', needs: 'host.read' },
      ...(tasks > 0 ? [{ label: 'Tasks', command: 'task list', needs: 'task.read' } as const] : []),
      { label: 'Help', command: 'help', needs: 'help' },
    ],
    context,
  );
}
