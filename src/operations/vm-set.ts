import { z } from 'zod';
import { provisionOf } from '../capability.ts';
import type { Card, Field } from '../card.ts';
import { stateField } from '../cards/machine-state.ts';
import { outcomeBlocks, outcomeTone } from '../cards/outcome.ts';
import { typed } from '../cards/typed.ts';
import type { ResolvedMachine } from '../command.ts';
import { bytes, unknown } from '../format.ts';
import type { Resources, SetOutcome } from '../hypervisor/provision.ts';
import type { Machine } from '../hypervisor.ts';
import {
  claimMachine,
  defineOperation,
  type OperationData,
  takesNothingDown,
} from '../operation.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';
import { machineNow } from './now.ts';
import { reach } from './reach.ts';

const ResourcesJson = z.object({
  cpus: z.number().optional(),
  memoryBytes: z.number().optional(),
});

const Input = z.object({ target: TargetMachine, change: ResourcesJson, before: ResourcesJson });
type Input = z.infer<typeof Input>;

export const vmSet = defineOperation<Input>({
  kind: 'vm.set',
  deadlineMs: 5 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run(input, context) {
    const { machine, hypervisor } = await reach(input.target.ref, context);
    const outcome = await provisionOf(hypervisor).set(machine, input.change, context.task);
    const now = await machineNow(input.target.ref, context);
    return { state: 'done', card: endCard(input, outcome, now) };
  },
});

export function setOperation(resolved: ResolvedMachine, change: Resources): OperationData {
  const { cpus, memoryBytes } = resolved.machine;
  return {
    kind: vmSet.kind,
    title: `Set ${changeWords(change)} for ${resolved.label}`,
    input: Input.parse({ target: targetOf(resolved), change, before: { cpus, memoryBytes } }),
    sites: [resolved.machine.site],
    claims: [claimMachine(resolved.machine, 'exclusive')],
  };
}

/** `4 CPUs and 8.0 GiB`. */
export function changeWords({ cpus, memoryBytes }: Resources): string {
  return [
    ...(cpus === undefined ? [] : [`${cpus} ${cpus === 1 ? 'CPU' : 'CPUs'}`]),
    ...(memoryBytes === undefined ? [] : [bytes(memoryBytes)]),
  ].join(' and ');
}

function endCard({ target, change, before }: Input, outcome: SetOutcome, now?: Machine): Card {
  const { label } = target;
  const waits = outcome.waits.length > 0;
  return {
    title: `${label} ${waits ? 'will have' : 'has'} ${changeWords(change)}`,
    tone: outcomeTone(outcome),
    blocks: [
      {
        type: 'fields',
        fields: [
          { label: 'Host', value: target.ref.host },
          stateField(now),
          ...changeFields(before, change, outcome.waits),
        ],
      },
      ...outcomeBlocks(outcome),
    ],
    actions: [
      ...(waits ? [{ label: 'Shut down', command: typed('vm shutdown', label) }] : []),
      { label: 'Show', command: typed('vm show', label) },
    ],
  };
}

/** `2.0 GiB → 4.0 GiB (at its next start)`, for each that changes. */
function changeFields(
  before: Resources,
  { cpus, memoryBytes }: Resources,
  waits: SetOutcome['waits'],
): readonly Field[] {
  const later = (key: keyof Resources) => (waits.includes(key) ? ' (at its next start)' : '');
  const hadCpus = before.cpus === undefined ? unknown : String(before.cpus);
  const had = bytes(before.memoryBytes);
  return [
    ...(cpus === undefined
      ? []
      : [{ label: 'CPUs', value: `${hadCpus} → ${cpus}${later('cpus')}` }]),
    ...(memoryBytes === undefined
      ? []
      : [{ label: 'Memory', value: `${had} → ${bytes(memoryBytes)}${later('memoryBytes')}` }]),
  ];
}
