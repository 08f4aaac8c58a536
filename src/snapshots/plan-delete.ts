import type { Card, Field } from '../card.ts';
import { holdsWords, snapshotTable } from '../cards/snapshots.ts';
import { typed } from '../cards/typed.ts';
import type { CommandContext, Plan } from '../command.ts';
import { count } from '../format.ts';
import type { Snapshot } from '../hypervisor/snapshots.ts';
import { listed } from '../line/usage.ts';
import { deleteSnapshotOperation } from '../operations/snapshot-delete.ts';
import { fingerprint } from '../safety/fingerprint.ts';
import { seenMachine, seenSnapshot } from '../safety/seen.ts';
import { whenAgo } from '../time/moment.ts';
import type { Shelf } from './find.ts';
import { obstacleError } from './obstacle.ts';

interface Doom {
  readonly shelf: Shelf;
  readonly snapshot: Snapshot;
  /** All that go with it, oldest first. */
  readonly below: readonly Snapshot[];
}

/** Everything that goes is listed; what would be refused is refused here. */
export async function planDelete(
  shelf: Shelf,
  { snapshot, children }: { readonly snapshot: Snapshot; readonly children: boolean },
  { signal, now }: CommandContext,
): Promise<Plan> {
  const { machine, snapshots } = shelf;
  const below = children ? descendants(shelf, snapshot) : [];
  const doomed = { snapshot, children: below.length > 0 };
  const obstacle = await snapshots.deleteObstacle(machine.machine, doomed, signal);
  if (obstacle) {
    throw obstacleError(obstacle, typed('snapshot delete', machine.label, snapshot.name));
  }
  const doom = { shelf, snapshot, below };
  const what = below.length === 0 ? snapshot.name : count(below.length + 1, 'snapshot');
  return {
    preview: below.length === 0 ? previewOne(doom, now()) : previewAll(doom, now()),
    fingerprint: fingerprint([
      'delete',
      seenMachine(machine),
      seenSnapshot(snapshot),
      childrenOf(shelf, snapshot).map(({ name }) => name),
      below.map(seenSnapshot),
    ]),
    danger: 'confirm',
    confirmLabel: `Delete ${what} of ${machine.label} on ${machine.machine.host}`,
    operations: [deleteSnapshotOperation(machine, snapshot, below)],
  };
}

function previewOne({ shelf, snapshot }: Doom, now: number): Card {
  const { label } = shelf.machine;
  const children = childrenOf(shelf, snapshot).map(({ name }) => name);
  const { description } = snapshot;
  return {
    title: `Delete snapshot ${snapshot.name} of ${label}?`,
    tone: 'warning',
    blocks: [
      {
        type: 'text',
        text: `The way back to that state is lost. ${label} itself stays as it is now.`,
      },
      {
        type: 'fields',
        fields: [
          machineField(shelf),
          { label: 'Snapshot taken', value: whenAgo(snapshot.createdAt, now) },
          ...(description === '' ? [] : [{ label: 'Description', value: description }]),
          { label: 'Holds', value: holdsWords(snapshot) },
          {
            label: 'Taken on top of it',
            value: children.length === 0 ? 'none' : `${listed(children)} (kept)`,
          },
        ],
      },
    ],
  };
}

function previewAll({ shelf, snapshot, below }: Doom, now: number): Card {
  const { label } = shelf.machine;
  const all = [snapshot, ...below];
  return {
    title: `Delete ${count(all.length, 'snapshot')} of ${label}?`,
    tone: 'warning',
    blocks: [
      {
        type: 'text',
        text: `${snapshot.name} goes with all that were taken on top of it: the way back to each is lost. ${label} itself stays as it is now.`,
      },
      { type: 'fields', fields: [machineField(shelf)] },
      snapshotTable(all, now),
    ],
  };
}

function machineField({ machine: { label, machine } }: Shelf): Field {
  return { label: 'Machine', value: `${label} on ${machine.host}` };
}

function childrenOf({ all }: Shelf, { id }: Snapshot): readonly Snapshot[] {
  return all.filter(({ parent }) => parent === id);
}

function descendants(shelf: Shelf, snapshot: Snapshot): readonly Snapshot[] {
  const found = new Set<Snapshot>();
  const walk = (one: Snapshot): void => {
    for (const child of childrenOf(shelf, one)) {
      if (found.has(child)) continue;
      found.add(child);
      walk(child);
    }
  };
  walk(snapshot);
  return shelf.all.filter((one) => found.has(one) && one !== snapshot);
}
