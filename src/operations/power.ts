import { z } from 'zod';
import type { Action, Card } from '../card.ts';
import { stateField } from '../cards/machine-state.ts';
import { outcomeBlocks, outcomeTone } from '../cards/outcome.ts';
import { typed } from '../cards/typed.ts';
import type { ResolvedMachine } from '../command.ts';
import { agentActions } from '../guest/setup/line.ts';
import { type Machine, type Outcome, type PowerAction, powerActions } from '../hypervisor.ts';
import {
  claimMachine,
  defineOperation,
  type OperationData,
  type TaskControl,
} from '../operation.ts';
import { powerRules } from '../power/rules.ts';
import { guestBack } from './guest-back.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';
import { machineNow } from './now.ts';
import { reach } from './reach.ts';

const Input = z.object({
  target: TargetMachine,
  action: z.enum(powerActions),
});
type Input = z.infer<typeof Input>;

/** What only brings a machine up; all else stops it, or may. */
export const staysUp: readonly PowerAction[] = ['start', 'resume'];

export const power = defineOperation<Input>({
  kind: 'vm.power',
  deadlineMs: 5 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: ({ target, action }) => (staysUp.includes(action) ? undefined : target.ref),
  async run({ target, action }, context) {
    const { machine, hypervisor } = await reach(target.ref, context);
    const slept = await sleeps(machine, context.task);
    const outcome = await hypervisor.power(machine, action, context.task);
    const now = await machineNow(target.ref, context);
    const channel = slept && now?.state === 'running' ? hypervisor.guest : undefined;
    const notes = channel
      ? await guestBack({ channel, machine: now ?? machine, label: target.label }, context.task, {
          clockShows: 'the time at which it fell asleep',
          limitMs: AWAKE_LIMIT,
        })
      : [];
    const whole = { ...outcome, notes: [...outcome.notes, ...notes] };
    return { state: 'done', card: endCard({ target, action }, whole, now) };
  },
});

/** Milliseconds for a guest that wakes to answer; it has nothing to boot. */
const AWAKE_LIMIT = 8_000;

/** A step, so that it is known after a restart too. A guest that slept has a clock that stood still. */
function sleeps({ state }: Machine, task: TaskControl): Promise<boolean> {
  return task.step('see whether it sleeps', {
    do: async () => state === 'paused' || state === 'hibernated',
  });
}

export function powerOperation(action: PowerAction, resolved: ResolvedMachine): OperationData {
  const { machine, label } = resolved;
  return {
    kind: power.kind,
    title: `${powerRules[action].verb} ${label}`,
    input: { target: targetOf(resolved), action } satisfies Input,
    sites: [machine.site],
    claims: [claimMachine(machine, 'exclusive')],
  };
}

function endCard({ target, action }: Input, outcome: Outcome, now: Machine | undefined): Card {
  return {
    title: `${target.label} ${powerRules[action].afterwards}`,
    tone: outcomeTone(outcome),
    blocks: [
      {
        type: 'fields',
        fields: [{ label: 'Host', value: target.ref.host }, stateField(now)],
      },
      ...outcomeBlocks(outcome),
    ],
    actions: [...nextActions(target.label, action), ...agentActions(target.label, outcome)],
  };
}

function nextActions(label: string, action: PowerAction): readonly Action[] {
  const show = { label: 'Show', command: typed('vm show', label) };
  if (action === 'shutdown' || action === 'stop' || action === 'hibernate') {
    return [{ label: 'Start', command: typed('vm start', label) }, show];
  }
  if (action === 'pause') return [{ label: 'Resume', command: typed('vm resume', label) }, show];
  return [show];
}
