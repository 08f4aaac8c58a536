import { z } from 'zod';
import { provisionOf } from '../capability.ts';
import { madeCard } from '../cards/made.ts';
import type { ResolvedMachine } from '../command.ts';
import type { Clone } from '../hypervisor/provision.ts';
import {
  claimMachine,
  claimName,
  defineOperation,
  type OperationData,
  takesNothingDown,
} from '../operation.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';
import { machineNow } from './now.ts';
import { reach } from './reach.ts';

const Input = z.object({
  target: TargetMachine,
  /** How the clone is typed afterwards. */
  label: z.string(),
  wanted: z.object({ name: z.string(), linked: z.boolean(), start: z.boolean() }),
});
type Input = z.infer<typeof Input>;

export const vmClone = defineOperation<Input>({
  kind: 'vm.clone',
  deadlineMs: 6 * 60 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run({ target, label, wanted }, context) {
    const { machine, hypervisor } = await reach(target.ref, context);
    const made = await provisionOf(hypervisor).clone(machine, wanted, context.task);
    const now = await machineNow(made.machine, context);
    const says = `${label} was cloned from ${target.label}`;
    return { state: 'done', card: madeCard(made, { label, now, says }) };
  },
});

/**
 * A full clone only reads its source, so several may be made of one at once, while nothing else changes it. A
 * linked one makes the source's disk a base that must not be written any more, which changes the source too.
 */
export function cloneOperation(
  resolved: ResolvedMachine,
  label: string,
  wanted: Clone,
): OperationData {
  const { machine } = resolved;
  return {
    kind: vmClone.kind,
    title: `Clone ${resolved.label} as ${label}`,
    input: { target: targetOf(resolved), label, wanted: { ...wanted } } satisfies Input,
    sites: [machine.site],
    claims: [
      claimMachine(machine, wanted.linked ? 'exclusive' : 'shared'),
      claimName(machine.site, wanted.name),
    ],
  };
}
