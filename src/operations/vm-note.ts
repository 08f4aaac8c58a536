import { z } from 'zod';
import { labelsOf } from '../capability.ts';
import { outcomeBlocks, outcomeTone } from '../cards/outcome.ts';
import { typed } from '../cards/typed.ts';
import type { ResolvedMachine } from '../command.ts';
import {
  claimMachine,
  defineOperation,
  type OperationData,
  takesNothingDown,
} from '../operation.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';
import { reach } from './reach.ts';

const Input = z.object({ target: TargetMachine, text: z.string() });
type Input = z.infer<typeof Input>;

export const vmNote = defineOperation<Input>({
  kind: 'vm.note',
  deadlineMs: 5 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run({ target, text }, context) {
    const { machine, hypervisor } = await reach(target.ref, context);
    const outcome = await labelsOf(hypervisor).note(machine, text, context.task);
    return {
      state: 'done',
      card: {
        title: text === '' ? `The note on ${target.label} is gone` : `Noted on ${target.label}`,
        tone: outcomeTone(outcome),
        blocks: [
          { type: 'fields', fields: [{ label: 'Host', value: target.ref.host }] },
          ...(text === '' ? [] : [{ type: 'text', text } as const]),
          ...outcomeBlocks(outcome),
        ],
        actions: [{ label: 'Show', command: typed('vm show', target.label) }],
      },
    };
  },
});

export function noteOperation(resolved: ResolvedMachine, text: string): OperationData {
  return {
    kind: vmNote.kind,
    title: `Note on ${resolved.label}`,
    input: { target: targetOf(resolved), text } satisfies Input,
    sites: [resolved.machine.site],
    claims: [claimMachine(resolved.machine, 'exclusive')],
  };
}
