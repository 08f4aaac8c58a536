import { defineCommand } from '../../src/command.ts';
import { rollbackOperation } from '../../src/operations/snapshot-rollback.ts';
import { fingerprint } from '../../src/safety/fingerprint.ts';
import { seenMachine, seenSnapshot } from '../../src/safety/seen.ts';
import { openShelf, pickSnapshot } from '../../src/snapshots/find.ts';
import { refuseInTheWay, rollbackPreview } from '../../src/snapshots/rollback-preview.ts';

export const snapshotRollback = defineCommand({
  name: 'snapshot rollback',
  description: 'Takes a machine back to a snapshot; everything since then is lost',
  needs: 'snapshot.rollback',
  audience: 'caller',
  options: {
    machine: { type: 'machine', description: 'Which machine', required: true },
    snapshot: { type: 'text', description: 'Back to which one', required: true, of: 'snapshot' },
  },
  examples: ['snapshot rollback web-1 before-upgrade'],
  async run({ machine, snapshot: word }, context) {
    const shelf = await openShelf(machine, context);
    const snapshot = pickSnapshot(shelf, word);
    const { machine: now, snapshots } = shelf;
    const effect = await snapshots.rollbackEffect(now.machine, snapshot, context.signal);
    const rollback = { machine: now, snapshot, effect };
    refuseInTheWay(rollback);
    return {
      preview: rollbackPreview(rollback, context.now()),
      fingerprint: fingerprint(['rollback', seenMachine(now), seenSnapshot(snapshot), effect]),
      danger: 'confirm',
      confirmLabel: `Roll back ${now.label} on ${now.machine.host}`,
      operations: [rollbackOperation(now, snapshot)],
    };
  },
});
