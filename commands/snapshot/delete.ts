import { defineCommand } from '../../src/command.ts';
import { openShelf, pickSnapshot } from '../../src/snapshots/find.ts';
import { planDelete } from '../../src/snapshots/plan-delete.ts';

export const snapshotDelete = defineCommand({
  name: 'snapshot delete',
  description: 'Deletes one snapshot, or all taken on top of it too; the machine stays as it is',
  needs: 'snapshot.delete',
  audience: 'caller',
  options: {
    machine: { type: 'machine', description: 'Of which machine', required: true },
    snapshot: { type: 'text', description: 'Which one', required: true, of: 'snapshot' },
    children: {
      type: 'flag',
      description: 'With all that were taken on top of it',
      required: false,
    },
  },
  examples: ['snapshot delete web-1 before-upgrade', 'snapshot delete web-1 monthly --children'],
  async run({ machine, snapshot: word, children }, context) {
    const shelf = await openShelf(machine, context);
    return planDelete(shelf, { snapshot: pickSnapshot(shelf, word), children }, context);
  },
});
