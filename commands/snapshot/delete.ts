import type { Card } from '../../src/card.ts';
import { ramWords } from '../../src/cards/snapshots.ts';
import { defineCommand } from '../../src/command.ts';
import type { Snapshot } from '../../src/hypervisor/snapshots.ts';
import { listed } from '../../src/line/usage.ts';
import { whenAgo } from '../../src/moment.ts';
import { deleteSnapshotOperation } from '../../src/operations/snapshot-delete.ts';
import { fingerprint } from '../../src/safety/fingerprint.ts';
import { seenMachine, seenSnapshot } from '../../src/safety/seen.ts';
import { openShelf, pickSnapshot, type Shelf } from '../../src/snapshots/find.ts';

export const snapshotDelete = defineCommand({
  name: 'snapshot delete',
  description: 'Deletes one snapshot; the machine stays as it is',
  needs: 'snapshot.delete',
  audience: 'caller',
  options: {
    machine: { type: 'machine', description: 'Of which machine', required: true },
    snapshot: { type: 'text', description: 'Which one', required: true, of: 'snapshot' },
  },
  examples: ['snapshot delete web-1 before-upgrade'],
  async run({ machine, snapshot: word }, context) {
    const shelf = await openShelf(machine, context);
    const snapshot = pickSnapshot(shelf, word);
    const now = shelf.machine;
    return {
      preview: preview(shelf, snapshot, context.now()),
      fingerprint: fingerprint([
        'delete',
        seenMachine(now),
        seenSnapshot(snapshot),
        childrenOf(shelf, snapshot),
      ]),
      danger: 'confirm',
      confirmLabel: `Delete ${snapshot.name} of ${now.label} on ${now.machine.host}`,
      operations: [deleteSnapshotOperation(now, snapshot)],
    };
  },
});

function preview(shelf: Shelf, snapshot: Snapshot, now: number): Card {
  const { label, machine } = shelf.machine;
  const children = childrenOf(shelf, snapshot);
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
          { label: 'Machine', value: `${label} on ${machine.host}` },
          { label: 'Snapshot taken', value: whenAgo(snapshot.createdAt, now) },
          ...(description === '' ? [] : [{ label: 'Description', value: description }]),
          { label: 'RAM', value: ramWords(snapshot) },
          {
            label: 'Taken on top of it',
            value: children.length === 0 ? 'none' : `${listed(children)} (kept)`,
          },
        ],
      },
    ],
  };
}

function childrenOf({ all }: Shelf, { id }: Snapshot): readonly string[] {
  return all.filter(({ parent }) => parent === id).map(({ name }) => name);
}
