import type { CommandContext, Plan, ResolvedMachine } from '../command.ts';
import { bytes, unknown } from '../format.ts';
import type { Resources } from '../hypervisor/provision.ts';
import { changeWords, setOperation } from '../operations/vm-set.ts';
import { fingerprint } from '../safety/fingerprint.ts';
import { seenMachine } from '../safety/seen.ts';
import { asTheyAre, planSeveral } from '../several.ts';
import { takeAwayPreview, takesAway } from './take-away.ts';

/** One machine at once, or after a look where something is taken from it while it runs; several after a look. */
export async function planSet(
  machines: readonly ResolvedMachine[],
  change: Resources,
  context: Pick<CommandContext, 'fleet' | 'signal'>,
): Promise<Plan> {
  const [first, ...others] = machines;
  if (first !== undefined && others.length === 0) {
    const current = await context.fleet.current(first.machine, context.signal);
    return planOne({ ...current, label: first.label }, change, context);
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

async function planOne(
  machine: ResolvedMachine,
  change: Resources,
  context: Pick<CommandContext, 'fleet' | 'signal'>,
): Promise<Plan> {
  const operations = [setOperation(machine, change)];
  if (!takesAway(machine.machine, change)) return { operations };
  const { cpus, memoryBytes, host } = machine.machine;
  return {
    preview: await takeAwayPreview(machine, change, context),
    fingerprint: fingerprint(['set', seenMachine(machine), change, { cpus, memoryBytes }]),
    danger: 'confirm',
    confirmLabel: `Set ${changeWords(change)} for ${machine.label} on ${host}`,
    operations,
  };
}

function cells({ machine }: ResolvedMachine, { cpus, memoryBytes }: Resources): readonly string[] {
  return [
    ...(cpus === undefined ? [] : [`${machine.cpus ?? unknown} → ${cpus}`]),
    ...(memoryBytes === undefined ? [] : [`${bytes(machine.memoryBytes)} → ${bytes(memoryBytes)}`]),
  ];
}
