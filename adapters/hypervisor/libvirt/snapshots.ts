import type { NewSnapshot, Snapshot, Snapshots } from '../../../src/hypervisor/snapshots.ts';
import type { Machine, Outcome } from '../../../src/hypervisor.ts';
import type { TaskControl } from '../../../src/operation.ts';
import { prepareAct } from './act.ts';
import type { Client } from './client.ts';
import { settled } from './domain.ts';
import { rollBack } from './rollback.ts';
import { rollbackEffect } from './rollback-effect.ts';
import { sayings } from './sayings.ts';
import { currentName, readRecord, readRecords, sameRecord } from './snapshot-records.ts';
import { type SnapshotRecord, snapshotXml } from './snapshot-xml.ts';
import { uuidWord } from './words.ts';

export function createSnapshots(client: Client): Snapshots {
  return {
    async list(machine, signal) {
      const records = await readRecords(client, machine, signal);
      const current = await currentName(client, machine, signal);
      return records.map((record) => snapshot(record, current));
    },
    rollbackEffect: (machine, wanted, signal) =>
      rollbackEffect(client, machine, { wanted, signal }),
    create: (machine, wanted, task) => create(client, machine, { wanted, task }),
    rollback: (machine, wanted, task) => rollBack(client, machine, { wanted, task }),
    delete: (machine, wanted, task) => remove(client, machine, { wanted, task }),
  };
}

function snapshot(record: SnapshotRecord, current: string | undefined): Snapshot {
  const { id, name, description, createdAt, parent, memory } = record;
  return { id, name, description, createdAt, parent, memory, current: id === current };
}

/** Milliseconds to read what an act made. */
const AFTER_LIMIT = 10_000;

/** The mark of the operation stands in the description, so that a look knows its own snapshot. */
async function create(
  client: Client,
  machine: Machine,
  { wanted, task }: { wanted: NewSnapshot; task: TaskControl },
): Promise<Outcome> {
  const words = ['snapshot-create', uuidWord(machine.id), '/dev/stdin'];
  const input = snapshotXml(wanted, task.tag);
  const act = await prepareAct(client.reach, words, {
    signal: task.signal,
    name: machine.name,
    input,
  });
  task.report({ note: 'saving disks and memory' });
  try {
    await task.step('create the snapshot', {
      do: () => act.go(),
      look: async (signal) => {
        await settled(client, machine, signal);
        const all = await readRecords(client, machine, signal);
        const isThere = all.some(({ name, tag }) => name === wanted.name && tag === task.tag);
        return isThere ? { found: 'done', result: '' } : { found: 'not-done' };
      },
    });
  } finally {
    act.close();
  }
  // The act is done and recorded: not knowing this much more, or a late cancel, does not undo it.
  const asked = { name: wanted.name, signal: AbortSignal.timeout(AFTER_LIMIT) };
  const made = await readRecord(client, machine, asked).catch(() => undefined);
  const notes = made ? [made.memory ? 'with memory' : 'disks only'] : [];
  return { warnings: [], notes, log: [] };
}

/** Its identity is name and creation time: another of the same name, made since, is not touched. */
async function remove(
  client: Client,
  machine: Machine,
  { wanted, task }: { wanted: Snapshot; task: TaskControl },
): Promise<Outcome> {
  await task.step('check the snapshot', {
    do: async () => {
      await sameRecord(client, machine, { wanted, signal: task.signal });
      return null;
    },
  });
  const words = ['snapshot-delete', uuidWord(machine.id), `--snapshotname=${wanted.id}`];
  const act = await prepareAct(client.reach, words, { signal: task.signal, name: machine.name });
  task.report({ note: 'deleting' });
  try {
    const said = await task.step('delete the snapshot', {
      do: () => act.go(),
      look: async (signal) => {
        await settled(client, machine, signal);
        const left = await readRecord(client, machine, { name: wanted.id, signal });
        const isGone = left?.createdAt !== wanted.createdAt;
        return isGone ? { found: 'done', result: '' } : { found: 'not-done' };
      },
    });
    return { warnings: [], notes: [], log: sayings(said) };
  } finally {
    act.close();
  }
}
