import type { Machine } from '../../hypervisor.ts';
import { type Rule, ruleFor } from '../rule.ts';
import type { SignalName } from '../signal.ts';
import { machineSubject } from '../subjects.ts';

/** Whether any rule wants one of these signals of a machine: what nobody wants is not asked for. */
export function watchedBy(
  rules: readonly Rule[],
  names: readonly SignalName[],
): (machine: Machine) => boolean {
  const wants = rules.filter(({ signal }) => names.includes(signal)).map(ruleFor);
  return (machine) => {
    const subject = machineSubject(machine);
    return wants.some((wanted) => wanted(subject) !== undefined);
  };
}
