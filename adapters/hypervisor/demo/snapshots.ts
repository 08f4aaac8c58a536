import { BotError } from '../../../src/errors.ts';
import type { RollbackEffect, Snapshot, Snapshots } from '../../../src/hypervisor/snapshots.ts';
import type { Machine } from '../../../src/hypervisor.ts';
import { act } from './act.ts';
import type { Connection } from './connect.ts';
import { find } from './find.ts';
import { scratchDisk } from './machines.ts';
import { nameFault } from './names.ts';
import type { Storage } from './world/fleet.ts';
import { laterThan, refuseExternal } from './world/snapshots.ts';
import { isOn } from './world/state.ts';

/** What each storage does with the snapshots after the one that is rolled back to. */
const later: Record<Storage, RollbackEffect['later']> = {
  qcow2: 'kept',
  zfs: 'in-the-way',
  netapp: 'deleted',
};

export function createSnapshots(connection: Connection): Snapshots {
  return {
    list: async (machine, signal) => {
      signal.throwIfAborted();
      return list(connection, machine);
    },
    rollbackEffect: async (machine, snapshot, signal) => {
      signal.throwIfAborted();
      return effect(connection, machine, snapshot);
    },
    createObstacle: async (machine, wanted, signal) => {
      signal.throwIfAborted();
      const { seed } = find(connection, machine);
      const refused = refuseExternal(seed, wanted);
      return refused && { code: 'unsupported', message: refused.message, hint: refused.hint };
    },
    create: async (machine, wanted, task) => {
      checkName(wanted.name);
      return act(connection, machine, { call: 'snapshot.create', ...wanted }, task);
    },
    rollback: async (machine, { id }, task) => {
      const ended = await act(connection, machine, { call: 'snapshot.rollback', name: id }, task);
      const off = !isOn(find(connection, machine).state);
      return off ? { ...ended, notes: [`${machine.name} is off now`] } : ended;
    },
    deleteObstacle: async (_machine, _doomed, signal) => {
      signal.throwIfAborted();
      return undefined;
    },
    delete: (machine, { snapshot, children }, task) =>
      act(connection, machine, { call: 'snapshot.delete', name: snapshot.id, children }, task),
  };
}

function list(connection: Connection, machine: Machine): readonly Snapshot[] {
  const { state } = find(connection, machine);
  return state.snapshots.map(({ saved: _, ...snapshot }) => ({
    ...snapshot,
    id: snapshot.name,
    current: snapshot.name === state.current,
  }));
}

function effect(connection: Connection, machine: Machine, { id }: Snapshot): RollbackEffect {
  const { seed, state } = find(connection, machine);
  const target = state.snapshots.find((snapshot) => snapshot.name === id);
  if (!target) throw new BotError('not-found', `${seed.name} has no snapshot ${id}`);
  return {
    later: later[seed.storage],
    laterNames: laterThan(state, id).map((snapshot) => snapshot.name),
    leaves: target.saved.state,
    disksNotIncluded: seed.scratch ? [scratchDisk] : [],
  };
}

function checkName(name: string): void {
  const wrong = nameFault(name);
  if (wrong === undefined) return;
  throw new BotError('invalid', `a snapshot's name ${wrong}`, {
    hint: 'Take a short name on one line, like `before-upgrade`.',
  });
}
