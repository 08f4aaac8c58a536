import type { Snapshots } from '../../../../src/hypervisor/snapshots.ts';
import type { Parts } from '../parts.ts';
import { createObstacle, createSnapshot } from './create.ts';
import { deleteSnapshots } from './delete.ts';
import { readShelf, type SnapshotRecord } from './records.ts';
import { rollBack, rollbackEffect } from './rollback.ts';

/** Snapshots of VMs and containers, told apart by name and the second they were taken in. */
export function createSnapshots(parts: Pick<Parts, 'client' | 'tasks' | 'births'>): Snapshots {
  return {
    list: async (machine, signal) =>
      (await readShelf(parts, machine, signal)).records.map(withoutMark),
    rollbackEffect: (machine, wanted, signal) => rollbackEffect(parts, machine, { wanted, signal }),
    async createObstacle(machine, wanted, signal) {
      const shelf = await readShelf(parts, machine, signal);
      return createObstacle(parts, machine, { wanted, shelf, signal });
    },
    create: (machine, wanted, task) => createSnapshot(parts, machine, { wanted, task }),
    rollback: (machine, wanted, task) => rollBack(parts, machine, { wanted, task }),
    // Its children are joined to its parent, and one that was never finished is taken away by force.
    deleteObstacle: async (_machine, _doomed, signal) => {
      signal.throwIfAborted();
      return undefined;
    },
    delete: (machine, doomed, task) => deleteSnapshots(parts, machine, { doomed, task }),
  };
}

function withoutMark({ tag: _, unfinished, ...snapshot }: SnapshotRecord) {
  if (unfinished === undefined) return snapshot;
  const note = `(unfinished: ${unfinished})`;
  return { ...snapshot, description: [snapshot.description, note].filter(Boolean).join(' ') };
}
