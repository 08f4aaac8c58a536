import { z } from 'zod';
import { snapshotsOf } from '../capability.ts';
import type { Card } from '../card.ts';
import { outcomeBlocks, outcomeTone } from '../cards/outcome.ts';
import { holdsWords } from '../cards/snapshots.ts';
import { typed } from '../cards/typed.ts';
import type { ResolvedMachine } from '../command.ts';
import type { NewSnapshot, Snapshot } from '../hypervisor/snapshots.ts';
import type { Outcome } from '../hypervisor.ts';
import {
  claimMachine,
  defineOperation,
  type OperationData,
  takesNothingDown,
} from '../operation.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';
import { knownOrNot } from './now.ts';
import { reach } from './reach.ts';

const Input = z.object({
  target: TargetMachine,
  wanted: z.object({
    name: z.string(),
    description: z.string(),
    disksOnly: z.boolean().optional(),
    external: z.boolean().optional(),
  }),
});
type Input = z.infer<typeof Input>;

export const snapshotCreate = defineOperation<Input>({
  kind: 'snapshot.create',
  deadlineMs: 30 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run({ target, wanted }, context) {
    const { machine, hypervisor } = await reach(target.ref, context);
    const snapshots = snapshotsOf(hypervisor);
    const outcome = await snapshots.create(machine, wanted, context.task);
    const all = await knownOrNot(() => snapshots.list(machine, context.task.signal));
    const taken = all?.find(({ name }) => name === wanted.name);
    return { state: 'done', card: endCard({ target, wanted }, outcome, taken) };
  },
});

export function createSnapshotOperation(
  resolved: ResolvedMachine,
  wanted: NewSnapshot,
): OperationData {
  return {
    kind: snapshotCreate.kind,
    title: `Snapshot ${wanted.name} of ${resolved.label}`,
    input: { target: targetOf(resolved), wanted: { ...wanted } } satisfies Input,
    sites: [resolved.machine.site],
    claims: [claimMachine(resolved.machine, 'exclusive')],
  };
}

function endCard({ target, wanted }: Input, outcome: Outcome, taken: Snapshot | undefined): Card {
  const { label } = target;
  return {
    title: `Snapshot ${wanted.name} of ${label} was taken`,
    tone: outcomeTone(outcome),
    blocks: [
      {
        type: 'fields',
        fields: [
          { label: 'Host', value: target.ref.host },
          { label: 'Holds', value: taken ? holdsWords(taken) : 'unknown' },
        ],
      },
      ...outcomeBlocks(outcome),
    ],
    actions: [
      { label: 'Snapshots', command: typed('snapshot list', label) },
      { label: 'Roll back', command: typed('snapshot rollback', label, wanted.name) },
    ],
  };
}
