import { z } from 'zod';
import { provisionOf } from '../capability.ts';
import type { Card } from '../card.ts';
import { outcomeBlocks, outcomeTone } from '../cards/outcome.ts';
import { typed } from '../cards/typed.ts';
import type { ResolvedMachine } from '../command.ts';
import { bytes } from '../format.ts';
import type { MachineDisk } from '../hypervisor/provision.ts';
import type { Outcome } from '../hypervisor.ts';
import {
  claimMachine,
  defineOperation,
  type OperationData,
  takesNothingDown,
} from '../operation.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';
import { reach } from './reach.ts';

const Input = z.object({
  target: TargetMachine,
  change: z.object({ disk: z.string(), bytes: z.number() }),
  beforeBytes: z.number().optional(),
});
type Input = z.infer<typeof Input>;

export const vmResize = defineOperation<Input>({
  kind: 'vm.resize',
  deadlineMs: 30 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run(input, context) {
    const { machine, hypervisor } = await reach(input.target.ref, context);
    const outcome = await provisionOf(hypervisor).resize(machine, input.change, context.task);
    return { state: 'done', card: endCard(input, outcome) };
  },
});

export function resizeOperation(
  resolved: ResolvedMachine,
  disk: MachineDisk,
  wanted: number,
): OperationData {
  return {
    kind: vmResize.kind,
    title: `Grow ${disk.name} of ${resolved.label} to ${bytes(wanted)}`,
    input: Input.parse({
      target: targetOf(resolved),
      change: { disk: disk.name, bytes: wanted },
      beforeBytes: disk.capacityBytes,
    }),
    sites: [resolved.machine.site],
    claims: [claimMachine(resolved.machine, 'exclusive')],
  };
}

/** The bot does not reach into partitions: which one should grow is for the guest's owner to say. */
const inTheGuest =
  'Only the disk has grown. A cloud image takes the room at its next boot; else do it in the guest: growpart ' +
  '/dev/vda 1, then resize2fs /dev/vda1 (ext4) or xfs_growfs / (XFS); on Windows, Disk Management.';

function endCard({ target, change, beforeBytes }: Input, outcome: Outcome): Card {
  const { label } = target;
  return {
    title: `${change.disk} of ${label} has ${bytes(change.bytes)}`,
    tone: outcomeTone(outcome),
    blocks: [
      {
        type: 'fields',
        fields: [
          { label: 'Host', value: target.ref.host },
          { label: change.disk, value: `${bytes(beforeBytes)} → ${bytes(change.bytes)}` },
        ],
      },
      ...outcomeBlocks({ ...outcome, notes: [...outcome.notes, inTheGuest] }),
    ],
    actions: [
      { label: 'File systems', command: typed('guest df', label) },
      { label: 'Show', command: typed('vm show', label) },
    ],
  };
}
