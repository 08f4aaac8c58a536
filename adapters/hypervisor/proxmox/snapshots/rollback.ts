import type { RollbackEffect, Snapshot } from '../../../../src/hypervisor/snapshots.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { path } from '../client/client.ts';
import { guestPath } from '../guest-path.ts';
import type { Parts } from '../parts.ts';
import { readNow } from '../power/now.ts';
import { readShelf, type Shelf, type SnapshotRecord, sameRecord } from './records.ts';
import { explained, inTheWay, refuse, unfinishedObstacle } from './refusals.ts';
import { newestOnly, readVolumes, storageOf } from './volumes.ts';

type Shared = Pick<Parts, 'client' | 'tasks' | 'births'>;

/** Milliseconds to ask how a machine was left. */
const AFTER_LIMIT = 10_000;

interface Asked {
  readonly wanted: Snapshot;
  readonly signal: AbortSignal;
}

/** Proxmox deletes no later snapshot: it keeps them, or refuses to go back below them. */
export async function rollbackEffect(
  parts: Pick<Parts, 'client'>,
  machine: Machine,
  { wanted, signal }: Asked,
): Promise<RollbackEffect> {
  const shelf = await readShelf(parts, machine, signal);
  const record = checked(machine, { wanted, shelf });
  const [then, now, strict] = await Promise.all([
    readVolumes(parts, machine, { snapshot: record.id, signal }),
    readVolumes(parts, machine, { signal }),
    newestOnly(parts, signal),
  ]);
  const held = new Set(then.map(({ volume }) => volume));
  const laterNames = after(record, shelf).map(({ name }) => name);
  const isStrict = then.some((disk) => strict.has(storageOf(disk) ?? ''));
  return {
    later: isStrict && laterNames.length > 0 ? 'in-the-way' : 'kept',
    laterNames,
    leaves: record.memory || shelf.isOn ? 'running' : 'stopped',
    // Proxmox unplugs them and keeps them as unused.
    disksNotIncluded: now.filter(({ volume }) => !held.has(volume)).map(({ key }) => key),
  };
}

function after({ id }: SnapshotRecord, { records }: Shelf): readonly SnapshotRecord[] {
  return records.slice(records.findIndex((each) => each.id === id) + 1);
}

function checked(
  machine: Machine,
  { wanted, shelf }: { readonly wanted: Snapshot; readonly shelf: Shelf },
): SnapshotRecord {
  const record = sameRecord(shelf, machine, wanted);
  refuse(unfinishedObstacle(machine, shelf.records));
  return record;
}

/**
 * Proxmox ends a machine that is on before it goes back. With its RAM it runs on from there; without, it is
 * started again where it was on.
 */
export async function rollBack(
  parts: Shared,
  machine: Machine,
  { wanted, task }: { readonly wanted: Snapshot; readonly task: TaskControl },
): Promise<Outcome> {
  const { start } = await task.step('check the snapshot', {
    async do(): Promise<{ start?: boolean }> {
      await parts.births.check(machine, task.signal);
      const shelf = await readShelf(parts, machine, task.signal);
      const record = checked(machine, { wanted, shelf });
      const effect = await rollbackEffect(parts, machine, { wanted, signal: task.signal });
      if (effect.later === 'in-the-way') throw inTheWay(wanted.name, effect.laterNames);
      return shelf.isOn && !record.memory ? { start: true } : {};
    },
  });
  const { id, host: node, name, kind } = machine;
  try {
    const outcome = await parts.tasks.act(
      {
        ...{ step: `roll back ${id}`, node, id, name, machine },
        types: [kind === 'vm' ? 'qmrollback' : 'vzrollback'],
        method: 'POST',
        path: `${guestPath(machine)}${path`/snapshot/${wanted.id}/rollback`}`,
        params: { start },
        doing: 'rolling back',
      },
      task,
    );
    return { ...outcome, notes: [...outcome.notes, ...(await leftAs(parts, machine))] };
  } catch (error) {
    throw explained(error, { machine, snapshot: wanted.name });
  }
}

/** The act is done: not knowing this much more, or a late cancel, does not undo it. */
async function leftAs(parts: Shared, machine: Machine): Promise<readonly string[]> {
  const signal = AbortSignal.timeout(AFTER_LIMIT);
  const now = await readNow(parts, machine, signal).catch(() => undefined);
  if (!now) return [];
  return [`it is ${now.state === 'stopped' ? 'off' : now.state} now`];
}
