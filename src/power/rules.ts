import { stateWords } from '../cards/machine-state.ts';
import { typed } from '../cards/typed.ts';
import type { ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import type { MachineState, PowerAction } from '../hypervisor.ts';

interface Rule {
  /** For titles and buttons: `Start e1`. */
  readonly verb: string;
  /** Said of a machine afterwards: `e1 is running`. */
  readonly afterwards: string;
  /** States in which it makes sense; `unknown` always is, for the hypervisor then decides. */
  readonly from: readonly MachineState[];
}

export const powerRules: Record<PowerAction, Rule> = {
  start: { verb: 'Start', afterwards: 'is running', from: ['stopped', 'hibernated'] },
  shutdown: { verb: 'Shut down', afterwards: 'is off', from: ['running', 'stopping'] },
  stop: {
    verb: 'Stop',
    afterwards: 'is off',
    from: ['running', 'paused', 'stopping', 'crashed'],
  },
  reboot: { verb: 'Reboot', afterwards: 'has rebooted', from: ['running'] },
  reset: { verb: 'Reset', afterwards: 'was reset', from: ['running', 'stopping'] },
  pause: { verb: 'Pause', afterwards: 'is paused', from: ['running'] },
  resume: { verb: 'Resume', afterwards: 'is running', from: ['paused'] },
  hibernate: { verb: 'Hibernate', afterwards: 'is hibernated', from: ['running', 'paused'] },
  nmi: { verb: 'Send an NMI to', afterwards: 'was sent an NMI', from: ['running'] },
};

/** The state each action leads to, for saying `already`. */
const leadsTo: Partial<Record<PowerAction, readonly MachineState[]>> = {
  start: ['running'],
  shutdown: ['stopped', 'hibernated'],
  stop: ['stopped', 'hibernated'],
  pause: ['paused'],
  hibernate: ['hibernated'],
  resume: ['running'],
};

/** What is right instead, by the state the machine is in. */
const instead: Partial<Record<MachineState, { readonly does: string; readonly by: string }>> = {
  stopped: { does: 'Start it', by: 'vm start' },
  hibernated: { does: 'Start it', by: 'vm start' },
  paused: { does: 'Resume it first', by: 'vm resume' },
  crashed: { does: 'Cut its power first', by: 'vm stop' },
  stopping: { does: 'Wait, or cut its power', by: 'vm stop' },
};

/** Why the action makes no sense now, with what does; undefined when it may be tried. */
export function refusePower(
  action: PowerAction,
  { machine, label }: ResolvedMachine,
): BotError | undefined {
  const { state } = machine;
  if (state === 'unknown' || powerRules[action].from.includes(state)) return undefined;
  if (leadsTo[action]?.includes(state)) {
    return new BotError('conflict', `${label} is already ${stateWords(machine)}`, {
      hint: `Nothing was changed. ${typed('vm show', label)} tells more.`,
    });
  }
  const right = instead[state];
  const line = right && typed(right.by, label);
  return new BotError('conflict', `${label} is ${stateWords(machine)}`, {
    hint: right ? `${right.does}: ${line}` : `${typed('vm show', label)} tells more.`,
    choices: line === undefined ? [] : [line],
  });
}
