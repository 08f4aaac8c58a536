import type { CommandContext, Plan, ResolvedMachine } from '../command.ts';
import { planPower } from './plan.ts';
import { anywayLine, guardStart } from './start-guard.ts';

/** A start that cannot work, as the checks have it, is refused; of several, those are left out. */
export async function planStart(
  machines: readonly ResolvedMachine[],
  anyway: boolean,
  context: CommandContext,
): Promise<Plan> {
  const [first, ...others] = machines;
  if (first === undefined || (others.length > 0 && anyway)) {
    return planPower('start', machines, context);
  }
  if (others.length > 0) return planSeveralStarts(machines, context);
  const plan = await planPower('start', machines, context);
  const { machine, label } = first;
  const line = anywayLine(label);
  return guardStart(plan, { machine: { ...machine, name: label }, line, anyway }, context);
}

/** In the order in which they were named: each takes its memory from those after it. */
async function planSeveralStarts(
  machines: readonly ResolvedMachine[],
  context: CommandContext,
): Promise<Plan> {
  const { doctor, signal } = context;
  const taken = new Map<string, number>();
  const refused = new Map<string, string>();
  for (const { machine } of machines) {
    const where = `${machine.site}/${machine.host}`;
    if (machine.state !== 'stopped' && machine.state !== 'hibernated') continue;
    const besides = taken.get(where) ?? 0;
    const obstacle = await doctor?.obstacle(machine, { signal, besides });
    if (obstacle) refused.set(`${machine.site}/${machine.id}`, `cannot start: ${obstacle.says}`);
    else taken.set(where, besides + (machine.memoryBytes ?? 0));
  }
  return planPower('start', machines, context, ({ machine }) =>
    refused.get(`${machine.site}/${machine.id}`),
  );
}
