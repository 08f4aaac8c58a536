import type { Snapshot, Snapshots } from '../../../../src/hypervisor/snapshots.ts';
import type { Client } from '../client.ts';
import { createSnapshot } from './create.ts';
import { deleteSnapshots, judgeDelete } from './delete.ts';
import { createObstacle, planSnapshot, readGround } from './plan.ts';
import { currentName, readRecords } from './records.ts';
import { rollBack } from './rollback.ts';
import { rollbackEffect } from './rollback-effect.ts';
import { memoryObstacle } from './room.ts';
import type { SnapshotRecord } from './xml.ts';

export function createSnapshots(client: Client): Snapshots {
  return {
    async list(machine, signal) {
      const records = await readRecords(client, machine, signal);
      const current = await currentName(client, machine, signal);
      return records.map((record) => snapshot(record, current));
    },
    rollbackEffect: (machine, wanted, signal) =>
      rollbackEffect(client, machine, { wanted, signal }),
    async createObstacle(machine, wanted, signal) {
      const ground = await readGround(client, machine, signal);
      const obstacle = createObstacle(machine, wanted, ground);
      if (obstacle) return obstacle;
      const plan = planSnapshot(machine, { wanted, tag: 'plan' }, ground);
      return memoryObstacle(client.reach, plan, { memoryBytes: ground.memoryBytes, signal });
    },
    create: (machine, wanted, task) => createSnapshot(client, machine, { wanted, task }),
    rollback: (machine, wanted, task) => rollBack(client, machine, { wanted, task }),
    deleteObstacle: async (machine, doomed, signal) =>
      (await judgeDelete(client, machine, { doomed, signal })).obstacle,
    delete: (machine, doomed, task) => deleteSnapshots(client, machine, { doomed, task }),
  };
}

function snapshot(record: SnapshotRecord, current: string | undefined): Snapshot {
  const { id, name, description, createdAt, parent, memory, isExternal: external } = record;
  return { id, name, description, createdAt, parent, memory, external, current: id === current };
}
