import { z } from 'zod';
import { provisionOf } from '../capability.ts';
import type { Card } from '../card.ts';
import { outcomeBlocks, outcomeTone } from '../cards/outcome.ts';
import type { ResolvedMachine } from '../command.ts';
import { bytes, count } from '../format.ts';
import type { Deletion } from '../hypervisor/provision.ts';
import type { Machine, Outcome } from '../hypervisor.ts';
import {
  claimMachine,
  defineOperation,
  type OperationContext,
  type OperationData,
} from '../operation.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';

const Input = z.object({
  target: TargetMachine,
  files: z.array(z.object({ path: z.string(), bytes: z.number().optional() })),
});
type Input = z.infer<typeof Input>;

export const vmDelete = defineOperation<Input>({
  kind: 'vm.delete',
  deadlineMs: 60 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: ({ target }) => target.ref,
  async run(input, context) {
    const machine = await findIt(input, context);
    const provision = provisionOf(context.site(machine.site));
    const paths = input.files.map(({ path }) => path);
    const outcome = await provision.delete(machine, paths, context.task);
    await context.task.step('forget its way', {
      async do() {
        await context.ways?.forget(input.target.ref);
        return true;
      },
    });
    return { state: 'done', card: endCard(input, outcome) };
  },
});

export function deleteOperation(
  resolved: ResolvedMachine,
  { files }: Pick<Deletion, 'files'>,
): OperationData {
  return {
    kind: vmDelete.kind,
    title: `Delete ${resolved.label}`,
    input: Input.parse({ target: targetOf(resolved), files }),
    sites: [resolved.machine.site],
    claims: [claimMachine(resolved.machine, 'exclusive')],
  };
}

/** As it was before the act: after a restart it may be gone, and that is what was wanted. */
function findIt({ target }: Input, { task, machine }: OperationContext): Promise<Machine> {
  return task.step('find the machine', {
    do: async () => (await machine(target.ref)).machine,
  });
}

function endCard({ target, files }: Input, outcome: Outcome): Card {
  const sizes = files.flatMap((file) => file.bytes ?? []);
  const isSized = sizes.length === files.length;
  const isWhole = outcome.warnings.length === 0;
  const freed = sizes.reduce((sum, size) => sum + size, 0);
  return {
    title: `${target.label} was deleted`,
    tone: outcomeTone(outcome),
    blocks: [
      {
        type: 'fields',
        fields: [
          { label: 'Host', value: target.ref.host },
          // What stays is told as a warning: then the outcome's own note has the figure.
          ...(isWhole ? [{ label: 'Deleted', value: count(files.length, 'file') }] : []),
          { label: 'Freed', value: isWhole && isSized ? bytes(freed) : 'unknown' },
        ],
      },
      ...outcomeBlocks(outcome),
    ],
  };
}
