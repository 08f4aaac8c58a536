import type { Action, Block, Card } from '../card.ts';
import { stateCell, stateField, stateWords } from '../cards/machine-state.ts';
import { typed } from '../cards/typed.ts';
import type { CommandContext, Plan, ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import { count } from '../format.ts';
import type { PowerAction } from '../hypervisor.ts';
import { powerOperation } from '../operations/power.ts';
import { fingerprint } from '../safety/fingerprint.ts';
import { seenMachine } from '../safety/seen.ts';
import { powerRules, refusePower } from './rules.ts';

/** One machine at once, or after a look where its work is lost; several always after a look. */
export async function planPower(
  action: PowerAction,
  machines: readonly ResolvedMachine[],
  { fleet, signal }: CommandContext,
): Promise<Plan> {
  const [first, ...others] = machines;
  if (first === undefined) throw new BotError('not-found', 'No machine fits');
  if (others.length > 0) return planMany(action, machines);
  const current = await fleet.current(first.machine, signal);
  return planOne(action, { ...current, label: first.label });
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
    `The reset button is pressed: ${who} not asked and boots anew. Unsaved work is lost, and file systems may need a repair.`,
  nmi: (who) =>
    `The kernel takes it for a fault of the hardware: ${who} likely to crash, to write a crash dump where that is set up, and to boot anew. Unsaved work is then lost.`,
};

function planMany(action: PowerAction, machines: readonly ResolvedMachine[]): Plan {
  const { able = [], left = [] } = Object.groupBy(machines, (machine) =>
    refusePower(action, machine) ? 'left' : 'able',
  );
  const { verb } = powerRules[action];
  if (able.length === 0) throw noneAble(action, machines);
  const whole = `${verb} ${count(able.length, 'machine')}`;
  const loss = lost[action]?.('they are');
  const losses: Block[] = loss === undefined ? [] : [{ type: 'text', text: loss }];
  return {
    preview: {
      title: `${whole}?`,
      tone: 'warning',
      blocks: [table(able), ...losses, ...leftOut(left)],
    },
    fingerprint: fingerprint([action, able.map(seenMachine)]),
    danger: 'confirm',
    confirmLabel: `${whole} on ${hostsOf(able)}`,
    title: whole,
    operations: able.map((machine) => powerOperation(action, machine)),
  };
}

function noneAble(action: PowerAction, machines: readonly ResolvedMachine[]): BotError {
  const reasons = machines.slice(0, 3).flatMap((machine) => refusePower(action, machine) ?? []);
  return new BotError(
    'conflict',
    `None of the ${count(machines.length, 'machine')} can do that now`,
    { hint: reasons.map(({ message }) => `${message}.`).join(' ') },
  );
}

function table(machines: readonly ResolvedMachine[]): Block {
  return {
    type: 'table',
    columns: [{ label: 'Name' }, { label: 'State' }, { label: 'Host' }],
    rows: machines.map(({ machine, label }) => [label, stateCell(machine), machine.host]),
  };
}

function leftOut(machines: readonly ResolvedMachine[]): readonly Block[] {
  if (machines.length === 0) return [];
  const words = machines.map(({ machine, label }) => `${label} is ${stateWords(machine)}`);
  return [{ type: 'text', text: `Left out: ${words.join(', ')}.` }];
}

function hostsOf(machines: readonly ResolvedMachine[]): string {
  const hosts = new Set(machines.map(({ machine }) => machine.host));
  return hosts.size === 1 ? ([...hosts][0] ?? '') : count(hosts.size, 'host');
}
