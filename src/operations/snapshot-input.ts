import { z } from 'zod';
import type { ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import type { Snapshot, Snapshots } from '../hypervisor/snapshots.ts';
import type { Machine } from '../hypervisor.ts';
import type { TaskControl } from '../operation.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';

/** A snapshot as an operation remembers it: enough to know that it is still the same one. */
export const SnapshotInput = z.object({
  target: TargetMachine,
  snapshot: z.object({ id: z.string(), name: z.string(), createdAt: z.number() }),
});
export type SnapshotInput = z.infer<typeof SnapshotInput>;

export function snapshotInput(
  machine: ResolvedMachine,
  { id, name, createdAt }: Snapshot,
): SnapshotInput {
  return { target: targetOf(machine), snapshot: { id, name, createdAt } };
}

/**
 * The snapshot as it was found before the act. A step of its own: after a restart the act may have taken the
 * snapshot away, and must not be refused for that. Throws `not-found` and `conflict`.
 */
export function findSnapshot(
  { target, snapshot }: SnapshotInput,
  found: { readonly machine: Machine; readonly snapshots: Snapshots; readonly task: TaskControl },
): Promise<Snapshot> {
  const { machine, snapshots, task } = found;
  return task.step('find the snapshot', {
    async do() {
      const all = await snapshots.list(machine, task.signal);
      const same = all.find(({ id }) => id === snapshot.id);
      if (same?.createdAt === snapshot.createdAt) return same;
      const what = `the snapshot ${snapshot.name} of ${target.label}`;
      if (same === undefined) throw new BotError('not-found', `${what} is gone`);
      throw new BotError('conflict', `${what} was replaced by another one of that name`, {
        hint: 'Look at the present ones and ask anew.',
      });
    },
  });
}
