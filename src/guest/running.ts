import { guestOf } from '../capability.ts';
import { stateWords } from '../cards/machine-state.ts';
import { typed } from '../cards/typed.ts';
import type { CommandContext, ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import type { GuestChannel } from '../hypervisor/guest.ts';
import { setupLine } from './setup/line.ts';

export interface RunningGuest extends ResolvedMachine {
  readonly channel: GuestChannel;
}

/**
 * The machine as it is now, when it runs and its guest answers. Throws `conflict` when it is off, paused or has
 * no agent, `unsupported` where the site has no way in.
 */
export async function runningGuest(
  asked: ResolvedMachine,
  { fleet, signal }: CommandContext,
): Promise<RunningGuest> {
  const channel = guestOf(asked.hypervisor);
  const current = await fleet.current(asked.machine, signal);
  const { machine } = current;
  const { label } = asked;
  if (machine.state !== 'running') throw notRunning({ ...current, label });
  const probe = await channel.probe(machine, signal);
  if (probe.answers) return { ...current, label, channel };
  const hint = probe.hint ?? 'Wait until it has booted.';
  throw new BotError('conflict', `The guest of ${label} does not answer: ${probe.why}`, {
    hint: `${hint} What it lacks: ${setupLine(label)}`,
    choices: [setupLine(label)],
  });
}

/** Why nothing inside the guest can be reached, and what to do first. */
export function notRunning({ machine, label }: ResolvedMachine): BotError {
  const wake = machine.state === 'paused' ? 'vm resume' : 'vm start';
  const asleep = ['paused', 'stopped', 'hibernated'].includes(machine.state);
  const line = asleep ? typed(wake, label) : typed('vm show', label);
  return new BotError(
    'conflict',
    `${label} is ${stateWords(machine)}: its guest cannot be reached`,
    {
      hint: asleep ? `First: ${line}` : `Look at it: ${line}`,
      choices: [line],
    },
  );
}
