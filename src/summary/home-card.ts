import { requestTable } from '../access/cards.ts';
import type { Approval } from '../approvals/approval.ts';
import { waitsForMe } from '../approvals/waits-for-me.ts';
import type { Action, Block, Card } from '../card.ts';
import { allowed } from '../cards/allowed.ts';
import type { CommandContext } from '../command.ts';
import { ago, count } from '../format.ts';
import type { TaskInfo } from '../tasks.ts';
import { drawFleet } from './fleet-card.ts';
import { fleetFacts } from './fleet-facts.ts';

/** What waits is named one by one up to here. */
const MAX_NAMED = 5;
/** More buttons than a thumb finds. */
const MAX_ACTIONS = 3;

/** What one person should have in sight: what waits for them, the fleet, what runs. */
export async function homeCard(context: CommandContext): Promise<Card> {
  if (!context.may('fleet.read')) return strangersCard(context);
  const [facts, approvals] = await Promise.all([fleetFacts(context), waitsForMe(context)]);
  const undecided = context.may('task.settle')
    ? facts.tasks.filter(({ state }) => state === 'undecided')
    : [];
  const others = facts.tasks.filter((task) => !undecided.includes(task));
  const fleet = drawFleet({ ...facts, tasks: others }, { ...context, brief: true });
  const requests = requestBlocks(context);
  const waits = undecided.length + approvals.length + requests.length > 0;
  return {
    ...fleet,
    ...(waits && { tone: fleet.tone === 'danger' ? 'danger' : 'warning' }),
    blocks: [
      ...undecidedBlocks(undecided),
      ...approvalBlocks(approvals, context.now()),
      ...requests,
      ...(fleet.blocks ?? []),
    ],
    actions: [
      ...approvalLines(approvals),
      ...nextLines(context, undecided, requests.length > 0),
    ].slice(0, MAX_ACTIONS),
  };
}

function strangersCard({ access, actor }: CommandContext): Card {
  const names = (access?.admins(actor.platform) ?? []).slice(0, MAX_NAMED).map(({ name }) => name);
  return {
    title: 'You have no role here yet',
    blocks: [
      {
        type: 'text',
        text:
          names.length > 0
            ? `${names.join(', ')} can grant one.`
            : 'Nobody is admin yet: whoever runs the bot gets a code with access code at its terminal.',
      },
    ],
    actions: [
      ...(names.length > 0 ? [{ label: 'Request access', command: 'access request' }] : []),
      { label: 'Help', command: 'help' },
    ],
  };
}

function undecidedBlocks(undecided: readonly TaskInfo[]): readonly Block[] {
  if (undecided.length === 0) return [];
  const lines = undecided
    .slice(0, MAX_NAMED)
    .map(({ id, title, actor }) => `Task ${id}, ${title} (${actor.name}): its outcome is unknown.`);
  const more = undecided.length - lines.length;
  const rest = more > 0 ? [`And ${count(more, 'more task')}.`] : [];
  return [
    { type: 'text', text: ['Waits for somebody to settle it:', ...lines, ...rest].join('\n') },
  ];
}

function approvalBlocks(approvals: readonly Approval[], now: number): readonly Block[] {
  if (approvals.length === 0) return [];
  const lines = approvals
    .slice(0, MAX_NAMED)
    .map(
      ({ id, title, actor, askedAt }) => `${id}: ${title} (${actor.name}, ${ago(askedAt, now)})`,
    );
  const more = approvals.length - lines.length;
  const rest = more > 0 ? [`And ${count(more, 'more request')}.`] : [];
  return [{ type: 'text', text: ['Waits for your approval:', ...lines, ...rest].join('\n') }];
}

function approvalLines([first]: readonly Approval[]): readonly Action[] {
  return first ? [{ label: `Approval ${first.id}`, command: `approval show ${first.id}` }] : [];
}

function requestBlocks({ access, may, now }: CommandContext): readonly Block[] {
  if (!access || !may('access.change') || access.requests().length === 0) return [];
  return [requestTable(access, now())];
}

function nextLines(
  context: CommandContext,
  undecided: readonly TaskInfo[],
  asked: boolean,
): readonly Action[] {
  const [first] = undecided;
  return [
    ...(first ? [{ label: `Task ${first.id}`, command: `task show ${first.id}` }] : []),
    ...(asked ? [{ label: 'Access requests', command: 'access list' }] : []),
    ...allowed(
      [
        { label: 'Machines', command: 'vm list', needs: 'vm.read' },
        { label: 'Tasks', command: 'task list', needs: 'task.read' },
        { label: 'Help', command: 'help', needs: 'help' },
      ],
      context,
    ),
  ];
}
