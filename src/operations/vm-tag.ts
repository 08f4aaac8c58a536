import { z } from 'zod';
import { labelsOf } from '../capability.ts';
import type { Card } from '../card.ts';
import { outcomeBlocks, outcomeTone } from '../cards/outcome.ts';
import { typed } from '../cards/typed.ts';
import type { ResolvedMachine } from '../command.ts';
import { unknown } from '../format.ts';
import type { TagChange } from '../hypervisor/labels.ts';
import type { Machine, Outcome } from '../hypervisor.ts';
import { listed } from '../line/usage.ts';
import {
  claimMachine,
  defineOperation,
  type OperationData,
  takesNothingDown,
} from '../operation.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';
import { machineNow } from './now.ts';
import { reach } from './reach.ts';

const Input = z.object({
  target: TargetMachine,
  change: z.object({ add: z.array(z.string()), remove: z.array(z.string()) }),
});
type Input = z.infer<typeof Input>;

export const vmTag = defineOperation<Input>({
  kind: 'vm.tag',
  deadlineMs: 5 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run(input, context) {
    const { machine, hypervisor } = await reach(input.target.ref, context);
    const outcome = await labelsOf(hypervisor).tag(machine, input.change, context.task);
    const now = await machineNow(input.target.ref, context);
    return { state: 'done', card: endCard(input, outcome, now) };
  },
});

export function tagOperation(resolved: ResolvedMachine, change: TagChange): OperationData {
  const { label } = resolved;
  return {
    kind: vmTag.kind,
    title:
      change.remove.length > 0
        ? `Take ${listed(change.remove)} from ${label}`
        : `Tag ${listed(change.add)} on ${label}`,
    input: Input.parse({ target: targetOf(resolved), change }),
    sites: [resolved.machine.site],
    claims: [claimMachine(resolved.machine, 'exclusive')],
  };
}

function endCard({ target, change }: Input, outcome: Outcome, now: Machine | undefined): Card {
  const { label } = target;
  const [tag] = change.add;
  return {
    title:
      change.remove.length > 0
        ? `${label} is no longer tagged ${listed(change.remove)}`
        : `${label} is tagged ${listed(change.add)}`,
    tone: outcomeTone(outcome),
    blocks: [
      {
        type: 'fields',
        fields: [
          { label: 'Host', value: target.ref.host },
          { label: 'Tags', value: now === undefined ? unknown : now.tags.join(', ') || 'none' },
        ],
      },
      ...outcomeBlocks(outcome),
    ],
    actions:
      tag === undefined
        ? []
        : [{ label: `All of ${tag}`, command: typed('vm list', `tag:${tag}`) }],
  };
}
