import { defineCommand } from '../../src/command.ts';
import { createSnapshotOperation } from '../../src/operations/snapshot-create.ts';
import { openShelf } from '../../src/snapshots/find.ts';
import { checkNewSnapshot } from '../../src/snapshots/new-name.ts';

export const snapshotCreate = defineCommand({
  name: 'snapshot create',
  description: 'Takes a snapshot of a machine, with its RAM where it runs and the site can',
  needs: 'snapshot.create',
  audience: 'caller',
  options: {
    machine: { type: 'machine', description: 'Of which machine', required: true },
    name: { type: 'text', description: 'How it is called', required: true },
    description: {
      type: 'text',
      description: 'Why it was taken',
      required: false,
      positional: false,
    },
  },
  examples: [
    'snapshot create web-1 before-upgrade',
    'snapshot create web-1 before --description "kernel 6.12"',
  ],
  async run({ machine, name, description = '' }, context) {
    const shelf = await openShelf(machine, context);
    checkNewSnapshot({ name, description }, shelf, context.now());
    return { operations: [createSnapshotOperation(shelf.machine, { name, description })] };
  },
});
