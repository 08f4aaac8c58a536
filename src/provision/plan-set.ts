import type { Block } from '../card.ts';
import { stateCell } from '../cards/machine-state.ts';
import type { CommandContext, Plan, ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import { bytes, count, unknown } from '../format.ts';
import type { Resources } from '../hypervisor/provision.ts';
import { changeWords, setOperation } from '../operations/vm-set.ts';
import { fingerprint } from '../safety/fingerprint.ts';
import { seenMachine } from '../safety/seen.ts';

/** One machine at once; several after a look. */
export async function planSet(
  machines: readonly ResolvedMachine[],
  change: Resources,
  { fleet, signal }: Pick<CommandContext, 'fleet' | 'signal'>,
): Promise<Plan> {
  const [first, ...others] = machines;
  if (first === undefined) throw new BotError('not-found', 'No machine fits');
  if (others.length === 0) {
    const current = await fleet.current(first.machine, signal);
    return { operations: [setOperation({ ...current, label: first.label }, change)] };
  }
  const whole = `Set ${changeWords(change)} for ${count(machines.length, 'machine')}`;
  return {
    preview: {
      title: `${whole}?`,
      tone: 'warning',
      blocks: [
        table(machines, change),
        { type: 'text', text: 'Those that run may need to be shut down and started again for it.' },
      ],
    },
    fingerprint: fingerprint(['set', change, machines.map(seen)]),
    danger: 'confirm',
    confirmLabel: whole,
    title: whole,
    operations: machines.map((machine) => setOperation(machine, change)),
  };
}

function seen(resolved: ResolvedMachine) {
  const { cpus, memoryBytes } = resolved.machine;
  return { ...seenMachine(resolved), cpus, memoryBytes };
}

function table(machines: readonly ResolvedMachine[], { cpus, memoryBytes }: Resources): Block {
  return {
    type: 'table',
    columns: [
      { label: 'Name' },
      { label: 'State' },
      ...(cpus === undefined ? [] : [{ label: 'CPUs', align: 'right' } as const]),
      ...(memoryBytes === undefined ? [] : [{ label: 'Memory', align: 'right' } as const]),
    ],
    rows: machines.map(({ machine, label }) => [
      label,
      stateCell(machine),
      ...(cpus === undefined ? [] : [`${machine.cpus ?? unknown} → ${cpus}`]),
      ...(memoryBytes === undefined
        ? []
        : [`${bytes(machine.memoryBytes)} → ${bytes(memoryBytes)}`]),
    ]),
  };
}
