import type { CommandContext, Plan, ResolvedMachine } from '../command.ts';
import { bytes, unknown } from '../format.ts';
import type { Resources } from '../hypervisor/provision.ts';
import { changeWords, setOperation } from '../operations/vm-set.ts';
import { asTheyAre, planSeveral } from '../several.ts';

/** One machine at once; several after a look. */
export async function planSet(
  machines: readonly ResolvedMachine[],
  change: Resources,
  context: Pick<CommandContext, 'fleet' | 'signal'>,
): Promise<Plan> {
  const [first, ...others] = machines;
  if (first !== undefined && others.length === 0) {
    const current = await context.fleet.current(first.machine, context.signal);
    return { operations: [setOperation({ ...current, label: first.label }, change)] };
  }
  const { there, left } = await asTheyAre(machines, context);
  const { cpus, memoryBytes } = change;
  return planSeveral({
    verb: `Set ${changeWords(change)} for`,
    able: there.map((machine) => ({
      machine,
      operation: setOperation(machine, change),
      cells: cells(machine, change),
    })),
    left,
    columns: [
      ...(cpus === undefined ? [] : [{ label: 'CPUs', align: 'right' } as const]),
      ...(memoryBytes === undefined ? [] : [{ label: 'Memory', align: 'right' } as const]),
    ],
    says: [
      { type: 'text', text: 'Those that run may need to be shut down and started again for it.' },
    ],
    seen: there.map(({ machine: { cpus: had, memoryBytes: held } }) => ({ had, held })),
  });
}

function cells({ machine }: ResolvedMachine, { cpus, memoryBytes }: Resources): readonly string[] {
  return [
    ...(cpus === undefined ? [] : [`${machine.cpus ?? unknown} → ${cpus}`]),
    ...(memoryBytes === undefined ? [] : [`${bytes(machine.memoryBytes)} → ${bytes(memoryBytes)}`]),
  ];
}
