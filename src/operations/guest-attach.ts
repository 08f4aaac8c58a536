import { z } from 'zod';
import { guestOf } from '../capability.ts';
import { outcomeBlocks, outcomeTone } from '../cards/outcome.ts';
import { typed } from '../cards/typed.ts';
import type { ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import { checkAgain, pasteBlocks } from '../guest/setup/lines.ts';
import type { GuestDiagnosis } from '../hypervisor/guest.ts';
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
  afterRestart: z.boolean(),
  os: z.string().optional(),
});
type Input = z.infer<typeof Input>;

export const guestAttach = defineOperation<Input>({
  kind: 'guest.attach',
  deadlineMs: 2 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run({ target, afterRestart, os }, context) {
    const { machine, hypervisor } = await reach(target.ref, context);
    const channel = guestOf(hypervisor);
    if (channel.attach === undefined) {
      throw new BotError('unsupported', `${machine.site} cannot give a machine a channel`);
    }
    const outcome = await channel.attach(machine, context.task);
    const again = { label: 'Shut down', command: typed('vm shutdown', target.label) };
    return {
      state: 'done',
      card: {
        title: `${target.label} has a channel for a guest agent`,
        tone: outcomeTone(outcome),
        blocks: [
          ...outcomeBlocks(outcome),
          ...(afterRestart
            ? [{ type: 'text', text: 'First shut it down and start it again.' } as const]
            : []),
          ...pasteBlocks({ os }),
        ],
        actions: [checkAgain(target.label), ...(afterRestart ? [again] : [])],
      },
    };
  },
});

export function attachOperation(
  resolved: ResolvedMachine,
  { remedy, os }: GuestDiagnosis,
): OperationData {
  const afterRestart = remedy?.afterRestart ?? false;
  return {
    kind: guestAttach.kind,
    title: `Give ${resolved.label} a channel for a guest agent`,
    input: { target: targetOf(resolved), afterRestart, os } satisfies Input,
    sites: [resolved.machine.site],
    claims: [claimMachine(resolved.machine, 'exclusive')],
  };
}
