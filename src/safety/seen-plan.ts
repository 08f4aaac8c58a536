import type { Command, Plan, ResolvedMachine, Values } from '../command.ts';
import { fingerprint } from './fingerprint.ts';

type Given = Values<Command['options']>;

/**
 * A mark of all that a plan stands on: what its preview was made from, what it would do, and which machines its line
 * means, so that a name or an id that means another machine by now is noticed whatever the plan itself looked at.
 */
export function seenPlan({ fingerprint: own, operations }: Plan, values: Given): string {
  return fingerprint([
    own ?? null,
    operations.map(({ kind }) => kind),
    machinesIn(values).map(({ machine: { site, id, birth, name } }) => ({ site, id, birth, name })),
  ]);
}

/** Every machine that a line names, in the order of its options. */
export function machinesIn(values: Given): readonly ResolvedMachine[] {
  return Object.values(values).flatMap((value) => [value].flat().flatMap(machineOf));
}

function machineOf(value: unknown): readonly ResolvedMachine[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isResolved(value)) return [value];
  return 'type' in value && value.type === 'machine' && 'machine' in value
    ? machineOf(value.machine)
    : [];
}

function isResolved(value: object): value is ResolvedMachine {
  return 'machine' in value && 'hypervisor' in value && 'label' in value;
}
