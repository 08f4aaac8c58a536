import type { Block, Card } from '../card.ts';
import { stateCell, stateRank } from '../cards/machine-state.ts';
import { agesOf, hasProblem, problemBlocks } from '../cards/site-answers.ts';
import type { CommandContext, ResolvedHost } from '../command.ts';
import { count } from '../format.ts';
import type { Machine } from '../hypervisor.ts';
import type { Fleet, SiteAnswer } from '../inventory.ts';
import { alertBlocks, alertTone } from './alerts.ts';
import { hourBlocks } from './history.ts';
import { type HostFacts, hostFacts } from './host-facts.ts';
import { hostFields } from './host-fields.ts';
import { taskBlocks } from './open-tasks.ts';
import { notYourProcesses, type Top, topBlocks } from './top-processes.ts';

/** Machines in a chat beyond which the rest are counted: what needs a look stands first. */
const MAX_MACHINES = 30;

/** All about one host: what is wrong first, its figures, its last hour, its machines. */
export async function hostCard(
  asked: ResolvedHost,
  context: CommandContext,
  top?: Top,
): Promise<Card> {
  const facts = await hostFacts(asked, context);
  const { host, answers, alerts, tasks } = facts;
  const now = context.now();
  const missing = missingWords(facts);
  const bad = hasProblem(answers) || host.problem !== undefined || missing.length > 0;
  return {
    title: `${host.name} of ${host.site}`,
    tone: alertTone(alerts) ?? (bad ? 'warning' : undefined),
    blocks: [
      ...problemBlocks(answers, now),
      ...alertBlocks(alerts, now),
      { type: 'fields', fields: hostFields(facts, context.own?.host(host) ?? []) },
      ...missing.map((text): Block => ({ type: 'text', text })),
      ...hourBlocks(facts.hour, { ...host, at: readAt(answers) }, now),
      ...processes(facts, top, context),
      ...taskBlocks(tasks, now),
      ...(context.may('vm.read') ? machines(facts.machines, context) : []),
    ],
    footer: agesOf(answers, now),
  };
}

function readAt(answers: readonly SiteAnswer<unknown>[]): number | undefined {
  const times = answers.flatMap(({ at }) => at ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** A sentence for each part that could not be known: which, and why. */
function missingWords({ host: { name }, inside, platform, pools }: HostFacts): readonly string[] {
  const lines = [
    inside?.why && `What ${name} says of itself (swap, tasks) is unknown: ${inside.why}.`,
    platform.why && `What its platform tells of it alone is unknown: ${platform.why}.`,
    pools?.why && `Its storages are unknown: ${pools.why}.`,
  ];
  return lines.flatMap((line) => line || []);
}

function processes(
  { host, inside }: HostFacts,
  top: Top | undefined,
  { may }: CommandContext,
): readonly Block[] {
  if (top === undefined) return [];
  if (!may('guest.inspect', { hosts: [{ host }] })) return [notYourProcesses];
  const all = inside?.value?.processes;
  if (all !== undefined || inside?.why !== undefined) return topBlocks(all, top);
  return [{ type: 'text', text: `The bot has no shell on ${host.name} to see its processes.` }];
}

function machines(here: readonly Machine[], { brief, fleet }: CommandContext): readonly Block[] {
  if (here.length === 0) return [];
  const all = here.toSorted((a, b) => stateRank(a.state) - stateRank(b.state));
  const shown = brief === true ? all.slice(0, MAX_MACHINES) : all;
  const more = all.length - shown.length;
  return [
    table(shown, fleet),
    ...(more > 0
      ? [
          {
            type: 'text',
            text: `And ${count(more, 'more machine')}: vm list host:${all[0]?.host}.`,
          } as const,
        ]
      : []),
  ];
}

function table(here: readonly Machine[], { label }: Fleet): Block {
  return {
    type: 'table',
    columns: [{ label: 'Name' }, { label: 'State' }],
    rows: here.map((machine) => [label(machine), stateCell(machine)]),
  };
}
