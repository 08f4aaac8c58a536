import type { Action, Block, Card, Tone } from '../card.ts';
import { allowed } from '../cards/allowed.ts';
import { stateWords } from '../cards/machine-state.ts';
import { agesOf, hasProblem, problemBlocks } from '../cards/site-answers.ts';
import type { CommandContext } from '../command.ts';
import { count } from '../format.ts';
import type { Machine } from '../hypervisor.ts';
import type { Fleet, SiteAnswer } from '../inventory.ts';
import { runsOn } from '../safety/own/words.ts';
import { alertBlocks, alertTone } from './alerts.ts';
import { type FleetFacts, fleetFacts, needLook } from './fleet-facts.ts';
import { hostBlocks } from './hosts.ts';
import { taskBlocks } from './open-tasks.ts';
import { sharedBlocks } from './shared-hosts.ts';

/** As many machines that need a look, and sites that do not answer, as a first screen can hold. */
const MAX_NAMED = 8;

/** The first look: what is wrong, what there is, how it does, and what to type next. */
export async function fleetCard(context: CommandContext): Promise<Card> {
  return drawFleet(await fleetFacts(context), context);
}

export function drawFleet(facts: FleetFacts, context: CommandContext): Card {
  const { fleet, brief = false } = context;
  const { hosts, machines, tasks, alerts } = facts;
  const now = context.now();
  const answers = [...hosts, ...machines];
  const all = alerts?.all ?? [];
  return {
    title: title(facts),
    tone: toneOf(facts),
    blocks: [
      ...problemBlocks(answers, now, brief ? MAX_NAMED : undefined),
      ...alertBlocks(all, now),
      ...sickBlocks(needLook(facts), fleet),
      ...taskBlocks(tasks, now),
      ...hostBlocks(facts, brief),
      ...sharedBlocks(facts.shared),
      ...whereTheBotRuns(context, facts),
      ...(fleet.sites.length === 0 ? [nothingYet] : []),
    ],
    actions: next(context, { tasks: tasks.length, alerts: all.length }),
    footer: agesOf(answers, now),
  };
}

const nothingYet: Block = { type: 'text', text: 'No site is configured yet.' };

function toneOf(facts: FleetFacts): Tone | undefined {
  const { hosts, machines, tasks, alerts } = facts;
  const bad =
    hasProblem([...hosts, ...machines]) ||
    needLook(facts).length > 0 ||
    tasks.some(({ state }) => state === 'undecided');
  return alertTone(alerts?.all ?? []) ?? (bad ? 'warning' : undefined);
}

/** Whoever looks after the fleet should know what takes the bot with it. */
function whereTheBotRuns({ own, fleet }: CommandContext, all: FleetFacts): readonly Block[] {
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

function title({ hosts, machines }: FleetFacts): string {
  const all = machines.flatMap(({ items }) => items);
  const fresh = machines.flatMap(({ items, problem }) => (problem === undefined ? items : []));
  const running = fresh.filter(({ state }) => state === 'running').length;
  const lost = all.length - fresh.length;
  const unknown = lost === 0 ? '' : `, ${lost} unknown,`;
  const many = hosts.flatMap(({ items }: SiteAnswer<unknown>) => items).length;
  return `${running} of ${count(all.length, 'machine')} running${unknown} on ${count(many, 'host')}`;
}

function sickBlocks(sick: readonly Machine[], { label }: Fleet): readonly Block[] {
  if (sick.length === 0) return [];
  const lines = sick
    .slice(0, MAX_NAMED)
    .map((machine) => `${label(machine)} on ${machine.host} is ${stateWords(machine)}.`);
  const more = sick.length - lines.length;
  return [
    { type: 'text', text: [...lines, ...(more > 0 ? [`And ${more} more.`] : [])].join('\n') },
  ];
}

interface Open {
  readonly tasks: number;
  readonly alerts: number;
}

function next(context: CommandContext, { tasks, alerts }: Open): readonly Action[] {
  const alertList = { label: 'Alerts', command: 'alert list', needs: 'alert.read' } as const;
  const taskList = { label: 'Tasks', command: 'task list', needs: 'task.read' } as const;
  return allowed(
    [
      ...(alerts > 0 ? [alertList] : []),
      { label: 'Machines', command: 'vm list', needs: 'vm.read' },
      { label: 'Hosts', command: 'host list', needs: 'host.read' },
      ...(tasks > 0 ? [taskList] : []),
      { label: 'Help', command: 'help', needs: 'help' },
    ],
    context,
  );
}
