import type { Machine } from '../../hypervisor.ts';
import { machineSubject } from '../engine/subjects.ts';
import { type Rule, ruleFor } from '../rules/rule.ts';
import type { SignalName } from '../rules/signal.ts';

/** The rules as they are configured at this moment. */
export type RulesNow = () => readonly Rule[];

/** Whether any rule wants one of these signals of a machine: what nobody wants is not asked for. */
export function watchedBy(
  now: RulesNow,
  names: readonly SignalName[],
): (machine: Machine) => boolean {
  let rules: readonly Rule[] = [];
  let wants: readonly ReturnType<typeof ruleFor>[] = [];
  return (machine) => {
    if (rules !== now()) {
      rules = now();
      wants = rules.filter(({ signal }) => names.includes(signal)).map(ruleFor);
    }
    const subject = machineSubject(machine);
    return wants.some((wanted) => wanted(subject) !== undefined);
  };
}
