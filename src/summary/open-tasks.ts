import type { Block } from '../card.ts';
import { taskTable } from '../cards/tasks.ts';
import type { CommandContext } from '../command.ts';
import { count } from '../format.ts';
import type { Machine } from '../hypervisor.ts';
import { claimMachine } from '../operation.ts';
import type { TaskInfo } from '../tasks.ts';

/** As many open tasks are looked through. */
const LOOKED_THROUGH = 200;
/** Named one by one in a summary. */
const MOST = 5;

/** What runs, waits or needs a decision, that first; as far as the person may see it. */
export async function openTasks({
  tasks,
  may,
}: Pick<CommandContext, 'tasks' | 'may'>): Promise<readonly TaskInfo[]> {
  if (!may('task.read')) return [];
  const open = await tasks.list({ ended: false, limit: LOOKED_THROUGH });
  const rank = ({ state }: TaskInfo) => (state === 'undecided' ? 0 : 1);
  return open.toSorted((a, b) => rank(a) - rank(b));
}

/** Those of them that are about one of these machines. */
export async function openTasksOn(
  machines: readonly Machine[],
  context: Pick<CommandContext, 'tasks' | 'may'>,
): Promise<readonly TaskInfo[]> {
  const open = machines.length === 0 ? [] : await openTasks(context);
  if (open.length === 0) return [];
  const targets = await context.tasks.targets(open.map(({ id }) => id));
  const here = new Set(machines.map((machine) => claimMachine(machine, 'shared').target));
  return open.filter(({ id }) => targets.get(id)?.some((target) => here.has(target)));
}

export function taskBlocks(tasks: readonly TaskInfo[], now: number): readonly Block[] {
  if (tasks.length === 0) return [];
  const more = tasks.length - MOST;
  return [
    taskTable(tasks.slice(0, MOST), now),
    ...(more > 0
      ? [{ type: 'text', text: `And ${count(more, 'more task')}: task list.` } as const]
      : []),
  ];
}
