import { z } from 'zod';
import { networkOf } from '../capability.ts';
import type { Card } from '../card.ts';
import { outcomeBlocks, outcomeTone } from '../cards/outcome.ts';
import { typed } from '../cards/typed.ts';
import type { ResolvedMachine } from '../command.ts';
import type { Plug } from '../hypervisor/network.ts';
import type { Outcome } from '../hypervisor.ts';
import { interfacesLine, settingFields } from '../network/plugs.ts';
import { claimMachine, defineOperation, type OperationData } from '../operation.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';
import { reach } from './reach.ts';

const Input = z.object({
  target: TargetMachine,
  plug: z.object({
    card: z.string(),
    segment: z.object({ name: z.string(), kind: z.enum(['bridge', 'network']) }),
    vlan: z.int().optional(),
    firewall: z.boolean().optional(),
  }),
});
type Input = z.infer<typeof Input>;

export const netConnect = defineOperation<Input>({
  kind: 'net.connect',
  deadlineMs: 2 * 60_000,
  parse: (input) => Input.parse(input),
  // What it talks with may not be reached from there.
  takesDown: ({ target }) => target.ref,
  async run({ target, plug }, context) {
    const { machine, hypervisor } = await reach(target.ref, context);
    const outcome = await networkOf(hypervisor).connect(machine, plug, context.task);
    return { state: 'done', card: endCard({ target, plug }, outcome) };
  },
});

export function connectOperation(resolved: ResolvedMachine, plug: Plug): OperationData {
  const { card, segment, vlan, firewall } = plug;
  return {
    kind: netConnect.kind,
    title: `Connect ${resolved.label} to ${segment.name}`,
    input: {
      target: targetOf(resolved),
      plug: { card, segment: { name: segment.name, kind: segment.kind }, vlan, firewall },
    } satisfies Input,
    sites: [resolved.machine.site],
    claims: [claimMachine(resolved.machine, 'exclusive')],
  };
}

function endCard({ target, plug }: Input, outcome: Outcome): Card {
  const { label } = target;
  return {
    title: `${label} is connected to ${plug.segment.name}`,
    tone: outcomeTone(outcome),
    blocks: [
      {
        type: 'fields',
        fields: [
          { label: 'Host', value: target.ref.host },
          { label: 'Card', value: plug.card },
          { label: 'Plugged into', value: `${plug.segment.kind} ${plug.segment.name}` },
          ...settingFields(plug),
        ],
      },
      ...outcomeBlocks(outcome),
    ],
    actions: [
      { label: 'Interfaces', command: interfacesLine(label) },
      { label: 'Show', command: typed('vm show', label) },
    ],
  };
}
