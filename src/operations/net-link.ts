import { z } from 'zod';
import { networkOf } from '../capability.ts';
import { outcomeBlocks, outcomeTone } from '../cards/outcome.ts';
import type { ResolvedMachine } from '../command.ts';
import { interfacesLine } from '../network/plugs.ts';
import { claimMachine, defineOperation, type OperationData } from '../operation.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';
import { reach } from './reach.ts';

const Input = z.object({ target: TargetMachine, card: z.string(), up: z.boolean() });
type Input = z.infer<typeof Input>;

export const netLink = defineOperation<Input>({
  kind: 'net.link',
  deadlineMs: 2 * 60_000,
  parse: (input) => Input.parse(input),
  // Without its cable the bot could not even put it back.
  takesDown: ({ target, up }) => (up ? undefined : target.ref),
  async run({ target, card, up }, context) {
    const { machine, hypervisor } = await reach(target.ref, context);
    const outcome = await networkOf(hypervisor).link(machine, { card, up }, context.task);
    return {
      state: 'done',
      card: {
        title: `The cable of ${target.label} is ${up ? 'in' : 'pulled'}`,
        tone: outcomeTone(outcome),
        blocks: [
          {
            type: 'fields',
            fields: [
              { label: 'Host', value: target.ref.host },
              { label: 'Card', value: card },
            ],
          },
          ...outcomeBlocks(outcome),
        ],
        actions: [{ label: 'Interfaces', command: interfacesLine(target.label) }],
      },
    };
  },
});

export function linkOperation(
  resolved: ResolvedMachine,
  { card, up }: { readonly card: string; readonly up: boolean },
): OperationData {
  return {
    kind: netLink.kind,
    title: up ? `Put in the cable of ${resolved.label}` : `Pull the cable of ${resolved.label}`,
    input: { target: targetOf(resolved), card, up } satisfies Input,
    sites: [resolved.machine.site],
    claims: [claimMachine(resolved.machine, 'exclusive')],
  };
}
