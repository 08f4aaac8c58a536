import { snapshotsOf } from '../capability.ts';
import type { Card } from '../card.ts';
import { outcomeBlocks, outcomeTone } from '../cards/outcome.ts';
import { typed } from '../cards/typed.ts';
import type { ResolvedMachine } from '../command.ts';
import type { Snapshot } from '../hypervisor/snapshots.ts';
import type { Outcome } from '../hypervisor.ts';
import {
  claimMachine,
  defineOperation,
  type OperationData,
  takesNothingDown,
} from '../operation.ts';
import { reach } from './reach.ts';
import { findSnapshot, SnapshotInput, snapshotInput } from './snapshot-input.ts';

export const snapshotDelete = defineOperation<SnapshotInput>({
  kind: 'snapshot.delete',
  deadlineMs: 60 * 60_000,
  parse: (input) => SnapshotInput.parse(input),
  takesDown: takesNothingDown,
  async run(input, context) {
    const { task } = context;
    const { machine, hypervisor } = await reach(input.target.ref, context);
    const snapshots = snapshotsOf(hypervisor);
    const snapshot = await findSnapshot(input, { machine, snapshots, task });
    const outcome = await snapshots.delete(machine, snapshot, task);
    return { state: 'done', card: endCard(input, outcome) };
  },
});

export function deleteSnapshotOperation(
  resolved: ResolvedMachine,
  snapshot: Snapshot,
): OperationData {
  return {
    kind: snapshotDelete.kind,
    title: `Delete snapshot ${snapshot.name} of ${resolved.label}`,
    input: snapshotInput(resolved, snapshot),
    sites: [resolved.machine.site],
    claims: [claimMachine(resolved.machine, 'exclusive')],
  };
}

function endCard({ target, snapshot }: SnapshotInput, outcome: Outcome): Card {
  return {
    title: `Snapshot ${snapshot.name} of ${target.label} was deleted`,
    tone: outcomeTone(outcome),
    blocks: [
      { type: 'fields', fields: [{ label: 'Host', value: target.ref.host }] },
      ...outcomeBlocks(outcome),
    ],
    actions: [{ label: 'Snapshots', command: typed('snapshot list', target.label) }],
  };
}
