import type { Action, Card } from '../card.ts';
import { stateField, stateWords } from '../cards/machine-state.ts';
import { typed } from '../cards/typed.ts';
import type { CommandContext, Plan, ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import type { PowerAction } from '../hypervisor.ts';
import { powerOperation, staysUp } from '../operations/power.ts';
import { fingerprint } from '../safety/fingerprint.ts';
import { seenMachine } from '../safety/seen.ts';
import { asTheyAre, planSeveral } from '../several.ts';
import { powerRules, refusePower } from './rules.ts';

/** Why one of several is left out, as it follows the machine's name; nothing where it is not. */
export type LeavesOut = (machine: ResolvedMachine) => string | undefined;

/** One machine at once, or after a look where its work is lost; several always after a look. */
export async function planPower(
  action: PowerAction,
  machines: readonly ResolvedMachine[],
  context: CommandContext,
  leavesOut: LeavesOut = () => undefined,
): Promise<Plan> {
  const [first, ...others] = machines;
  if (first === undefined) throw new BotError('not-found', 'No machine fits');
  if (others.length > 0) return planMany(action, machines, { context, leavesOut });
  return (await fromMemory(action, first, context)) ?? planOne(action, await now(first, context));
}

/** What takes nothing down needs no look that costs a question, unless it would be refused. */
async function fromMemory(
  action: PowerAction,
  { machine, label }: ResolvedMachine,
  { fleet, signal }: CommandContext,
): Promise<Plan | undefined> {
  if (!staysUp.includes(action)) return undefined;
  const known = await fleet.current(machine, signal, { remembered: true });
  const here = { ...known, label };
  return refusePower(action, here) ? undefined : planOne(action, here);
}

async function now(
  { machine, label }: ResolvedMachine,
  { fleet, signal }: CommandContext,
): Promise<ResolvedMachine> {
  return { ...(await fleet.current(machine, signal)), label };
}

function planOne(action: PowerAction, machine: ResolvedMachine): Plan {
  const refused = refusePower(action, machine);
  if (refused) throw refused;
  const operations = [powerOperation(action, machine)];
  if (lost[action] === undefined) return { operations };
  return {
    preview: lossPreview(action, machine),
    fingerprint: fingerprint([action, seenMachine(machine)]),
    danger: 'confirm',
    confirmLabel: `${powerRules[action].verb} ${machine.label} on ${machine.machine.host}`,
    operations,
  };
}

function lossPreview(action: PowerAction, { machine, label }: ResolvedMachine): Card {
  return {
    title: `${powerRules[action].verb} ${label}?`,
    tone: 'warning',
    blocks: [
      {
        type: 'fields',
        fields: [{ label: 'Host', value: machine.host }, stateField(machine)],
      },
      { type: 'text', text: lost[action]?.(`${label} is`) ?? '' },
    ],
    actions: machine.state === 'running' ? instead(action, label) : [],
  };
}

/** The gentle way, where there is one. */
function instead(action: PowerAction, label: string): readonly Action[] {
  if (action === 'stop') {
    return [{ label: 'Shut down cleanly', command: typed('vm shutdown', label) }];
  }
  return action === 'reset' ? [{ label: 'Reboot', command: typed('vm reboot', label) }] : [];
}

/** What may be lost, said before it is: by the actions that do not ask the guest. */
const lost: Partial<Record<PowerAction, (who: string) => string>> = {
  stop: (who) =>
    `The power is cut: ${who} not asked. Unsaved work is lost, and file systems may need a repair at the next start.`,
  reset: (who) =>
    `The reset button is pressed: ${who} not asked, and the system boots anew. Unsaved work is lost, and file systems may need a repair.`,
  nmi: (who) =>
    `The kernel takes it for a fault of the hardware: ${who} likely to crash, to write a crash dump where that is set up, and to boot anew. Unsaved work is then lost.`,
};

async function planMany(
  action: PowerAction,
  machines: readonly ResolvedMachine[],
  { context, leavesOut }: { readonly context: CommandContext; readonly leavesOut: LeavesOut },
): Promise<Plan> {
  const now = await asTheyAre(machines, context);
  const { able = [], left = [] } = Object.groupBy(now.there, (machine) =>
    refusePower(action, machine) || leavesOut(machine) !== undefined ? 'left' : 'able',
  );
  const loss = lost[action]?.('they are');
  return planSeveral({
    verb: powerRules[action].verb,
    able: able.map((machine) => ({ machine, operation: powerOperation(action, machine) })),
    left: [
      ...left.map((machine) => ({
        machine,
        why: leavesOut(machine) ?? `is ${stateWords(machine.machine)}`,
      })),
      ...now.left,
    ],
    says: loss === undefined ? [] : [{ type: 'text', text: loss }],
  });
}
