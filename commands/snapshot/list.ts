import { snapshotTable } from '../../src/cards/snapshots.ts';
import { typed } from '../../src/cards/typed.ts';
import { defineCommand } from '../../src/command.ts';
import { count } from '../../src/format.ts';
import { openShelf } from '../../src/snapshots/find.ts';

export const snapshotList = defineCommand({
  name: 'snapshot list',
  description: "Shows a machine's snapshots, oldest first",
  needs: 'snapshot.read',
  audience: 'channel',
  options: { machine: { type: 'machine', description: 'Whose snapshots', required: true } },
  examples: ['snapshot list web-1'],
  async run({ machine }, context) {
    const { all } = await openShelf(machine, context);
    const { label } = machine;
    const hint = `Take one: ${typed('snapshot create', label, 'before')}`;
    return {
      title: `${count(all.length, 'snapshot')} of ${label} on ${machine.machine.host}`,
      blocks:
        all.length === 0 ? [{ type: 'text', text: hint }] : [snapshotTable(all, context.now())],
    };
  },
});
