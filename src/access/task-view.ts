import type { Actor } from '../chat.ts';
import { BotError } from '../errors.ts';
import type { Machine } from '../hypervisor.ts';
import type { Tasks } from '../tasks.ts';
import type { Covers } from './covers.ts';
import { identityKey } from './people.ts';
import { targetsIn } from './targets.ts';

/** What somebody sees who may not see all. */
export interface Sight {
  readonly sees: Covers;
  readonly actor: Actor;
  /** The machines as they are remembered. */
  machines(): Promise<readonly Machine[]>;
}

/** As many are looked through for each that is shown. */
const LOOKED_THROUGH = 10;
const MOST_LOOKED_THROUGH = 1000;

export function lookedThrough(limit: number): number {
  return Math.min(limit * LOOKED_THROUGH, MOST_LOOKED_THROUGH);
}

/** The tasks as somebody sees them who may not see all: their own, and those of machines they may see. */
export function limitTasks(tasks: Tasks, sight: Sight): Tasks {
  const { sees, actor } = sight;
  if (sees.all) return tasks;
  const isOwn = (by: Actor) => identityKey(by) === identityKey(actor);
  return {
    ...tasks,
    async list({ ended, limit }) {
      const all = await tasks.list({ ended, limit: lookedThrough(limit) });
      const strangers = all.filter((one) => !isOwn(one.actor)).map(({ id }) => id);
      const [targets, machines] = await Promise.all([tasks.targets(strangers), sight.machines()]);
      const seen = (id: number) => isSeen(targets.get(id) ?? [], machines, sees);
      return all.filter((one) => isOwn(one.actor) || seen(one.id)).slice(0, limit);
    },
    async show(id) {
      const task = await tasks.show(id);
      if (isOwn(task.actor)) return task;
      const [targets, machines] = await Promise.all([tasks.targets([id]), sight.machines()]);
      if (isSeen(targets.get(id) ?? [], machines, sees)) return task;
      throw new BotError('not-found', `There is no task ${id} that you may see`, {
        hint: 'task list shows yours.',
      });
    },
  };
}

/** What is about other machines too is not shown: its card names them. */
export function isSeen(
  targets: readonly string[],
  machines: readonly Machine[],
  sees: Covers,
): boolean {
  const found = targetsIn(targets, machines);
  return found.length > 0 && found.every((one) => sees.machine(one));
}
