import type { Snapshots } from '../../../../src/hypervisor/snapshots.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import type { Inventory } from '../inventory.ts';
import { createObstacle, createSnapshot } from './create.ts';
import { deleteSnapshots, judgeDelete } from './delete.ts';
import { readShelf } from './records.ts';
import { rollBack, rollbackEffect } from './rollback.ts';

/** https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-snapshot */
export function createSnapshots(client: Client, inventory: Inventory): Snapshots {
  const changing = async <T>({ id }: Machine, change: Promise<T>): Promise<T> => {
    try {
      return await change;
    } finally {
      inventory.forget(id);
    }
  };
  return {
    async list(machine, signal) {
      const { records } = await readShelf(client, machine, signal);
      return records.map(({ tag: _, ...snapshot }) => snapshot);
    },
    rollbackEffect: (machine, wanted, signal) =>
      rollbackEffect(client, machine, { wanted, signal }),
    createObstacle: (machine, wanted, signal) =>
      createObstacle(client, machine, { wanted, signal }),
    create: (machine, wanted, task) =>
      changing(machine, createSnapshot(client, machine, { wanted, task })),
    rollback: (machine, wanted, task) =>
      changing(machine, rollBack(client, machine, { wanted, task })),
    deleteObstacle: async (machine, doomed, signal) =>
      (await judgeDelete(client, machine, { doomed, signal })).obstacle,
    delete: (machine, doomed, task) =>
      changing(machine, deleteSnapshots(client, machine, { doomed, task })),
  };
}
