import { z } from 'zod';
import { guestOf } from '../capability.ts';
import { guestOutputCard, shortCommand } from '../cards/guest-output.ts';
import type { ResolvedMachine } from '../command.ts';
import type { GuestChannel, GuestProcess } from '../hypervisor/guest.ts';
import type { Machine } from '../hypervisor.ts';
import {
  claimMachine,
  defineOperation,
  type OperationData,
  type Step,
  takesNothingDown,
} from '../operation.ts';
import { followProcess } from './guest-process.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';
import { reach } from './reach.ts';

/** Seconds a command in a guest may take when nothing else is said, and at most. */
export const DEFAULT_RUN_SECONDS = 600;
export const MAX_RUN_SECONDS = 86_400;

const Input = z.object({
  target: TargetMachine,
  argv: z.array(z.string()).min(1),
  timeoutMs: z.number(),
});
type Input = z.infer<typeof Input>;

export const guestRun = defineOperation<Input>({
  kind: 'guest.run',
  // The command's own limit comes first.
  deadlineMs: (MAX_RUN_SECONDS + 60) * 1000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run({ target, argv, timeoutMs }, context) {
    const { task } = context;
    const { machine, hypervisor } = await reach(target.ref, context);
    const channel = guestOf(hypervisor);
    const process = await task.step('start', startStep({ channel, machine, argv }, task.signal));
    task.report({ note: `Running as process ${process.pid}` });
    const result = await task.step('wait', {
      do: () => followProcess({ channel, machine, process, label: target.label }, task, timeoutMs),
    });
    const card = guestOutputCard(target.label, argv, result);
    return { state: result.exitCode === 0 ? 'done' : 'failed', card };
  },
});

export function runOperation(
  resolved: ResolvedMachine,
  argv: readonly string[],
  timeoutMs: number,
): OperationData {
  return {
    kind: guestRun.kind,
    title: `Run ${shortCommand(argv)} on ${resolved.label}`,
    input: { target: targetOf(resolved), argv: [...argv], timeoutMs } satisfies Input,
    sites: [resolved.machine.site],
    claims: [claimMachine(resolved.machine, 'shared')],
  };
}

interface Started {
  readonly channel: GuestChannel;
  readonly machine: Machine;
  readonly argv: readonly string[];
}

/** A guest keeps no record by which a process could be told from another: a lost answer stays unknown. */
function startStep({ channel, machine, argv }: Started, signal: AbortSignal): Step<GuestProcess> {
  return {
    do: () => channel.start(machine, argv, signal),
    look: () =>
      Promise.resolve({
        found: 'unknown',
        why: 'The answer to the start was lost: the command may or may not have been started.',
      }),
  };
}
