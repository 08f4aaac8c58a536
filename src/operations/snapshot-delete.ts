import { z } from 'zod';
import { snapshotsOf } from '../capability.ts';
import type { Card } from '../card.ts';
import { outcomeBlocks, outcomeTone } from '../cards/outcome.ts';
import { typed } from '../cards/typed.ts';
import type { ResolvedMachine } from '../command.ts';
import { count } from '../format.ts';
import type { Snapshot } from '../hypervisor/snapshots.ts';
import type { Outcome } from '../hypervisor.ts';
import { listed } from '../line/usage.ts';
import {
  claimMachine,
  defineOperation,
  type OperationData,
  takesNothingDown,
} from '../operation.ts';
import { reach } from './reach.ts';
import { findSnapshot, SnapshotInput, snapshotInput } from './snapshot-input.ts';

const Input = SnapshotInput.extend({
  /** The names of those that go with it; none where its children stay. */
  children: z.array(z.string()).default([]),
});
type Input = z.infer<typeof Input>;

export const snapshotDelete = defineOperation<Input>({
  kind: 'snapshot.delete',
  deadlineMs: 60 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run(input, context) {
    const { task } = context;
    const { machine, hypervisor } = await reach(input.target.ref, context);
    const snapshots = snapshotsOf(hypervisor);
    const snapshot = await findSnapshot(input, { machine, snapshots, task });
    const doomed = { snapshot, children: input.children.length > 0 };
    const outcome = await snapshots.delete(machine, doomed, task);
    return { state: 'done', card: endCard(input, outcome) };
  },
});

export function deleteSnapshotOperation(
  resolved: ResolvedMachine,
  snapshot: Snapshot,
  children: readonly Snapshot[],
): OperationData {
  const more = children.length === 0 ? '' : ` and ${children.length} on top of it`;
  return {
    kind: snapshotDelete.kind,
    title: `Delete snapshot ${snapshot.name}${more} of ${resolved.label}`,
    input: {
      ...snapshotInput(resolved, snapshot),
      children: children.map(({ name }) => name),
    } satisfies Input,
    sites: [resolved.machine.site],
    claims: [claimMachine(resolved.machine, 'exclusive')],
  };
}

function endCard({ target, snapshot, children }: Input, outcome: Outcome): Card {
  const all = [snapshot.name, ...children];
  return {
    title:
      children.length === 0
        ? `Snapshot ${snapshot.name} of ${target.label} was deleted`
        : `${count(all.length, 'snapshot')} of ${target.label} were deleted`,
    tone: outcomeTone(outcome),
    blocks: [
      {
        type: 'fields',
        fields: [
          { label: 'Host', value: target.ref.host },
          ...(children.length === 0 ? [] : [{ label: 'Deleted', value: listed(all) }]),
        ],
      },
      ...outcomeBlocks(outcome),
    ],
    actions: [{ label: 'Snapshots', command: typed('snapshot list', target.label) }],
  };
}
