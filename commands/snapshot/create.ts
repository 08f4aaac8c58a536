import { typed } from '../../src/cards/typed.ts';
import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import { ago } from '../../src/format.ts';
import { clip } from '../../src/line/clip.ts';
import { createSnapshotOperation } from '../../src/operations/snapshot-create.ts';
import { openShelf } from '../../src/snapshots/find.ts';
import { checkSnapshotName } from '../../src/snapshots/new-name.ts';

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
    checkSnapshotName(name);
    const shelf = await openShelf(machine, context);
    const same = shelf.all.find((snapshot) => snapshot.name === name);
    if (same !== undefined) {
      const taken = ago(same.createdAt, context.now());
      const { label } = machine;
      throw new BotError(
        'conflict',
        `${label} already has a snapshot ${clip(name)}, taken ${taken}`,
        {
          hint: `Choose another name, or delete it first: ${typed('snapshot delete', label, name)}`,
        },
      );
    }
    return { operations: [createSnapshotOperation(shelf.machine, { name, description })] };
  },
});
