import type { Card } from '../card.ts';
import { stateField } from '../cards/machine-state.ts';
import type { CommandContext, ResolvedMachine } from '../command.ts';
import { bytes, unknown } from '../format.ts';
import type { Resources } from '../hypervisor/provision.ts';
import type { Machine, MachineState } from '../hypervisor.ts';
import { changeWords } from '../operations/vm-set.ts';

const off: readonly MachineState[] = ['stopped', 'hibernated', 'crashed'];

/** A machine that is on would have less than now, or what it has now is not known. */
export function takesAway({ state, cpus, memoryBytes }: Machine, change: Resources): boolean {
  return (
    !off.includes(state) && (isLess(change.cpus, cpus) || isLess(change.memoryBytes, memoryBytes))
  );
}

function isLess(wanted: number | undefined, had: number | undefined): boolean {
  return wanted !== undefined && (had === undefined || wanted < had);
}

/** What is taken from a machine while programs run in it. */
export async function takeAwayPreview(
  { machine, label }: ResolvedMachine,
  change: Resources,
  { fleet, signal }: Pick<CommandContext, 'fleet' | 'signal'>,
): Promise<Card> {
  const { items } = await fleet.usage(machine.site, signal);
  const used = items.find(({ id }) => id === machine.id)?.memoryUsedBytes;
  const { cpus, memoryBytes } = change;
  return {
    title: `Set ${changeWords(change)} for ${label}?`,
    tone: 'warning',
    blocks: [
      {
        type: 'fields',
        fields: [
          { label: 'Host', value: machine.host },
          stateField(machine),
          ...(cpus === undefined
            ? []
            : [{ label: 'CPUs', value: `${machine.cpus ?? unknown} → ${cpus}` }]),
          ...(memoryBytes === undefined
            ? []
            : [
                {
                  label: 'Memory',
                  value: `${bytes(machine.memoryBytes)} → ${bytes(memoryBytes)}`,
                },
                { label: 'Its programs use now', value: bytes(used) },
              ]),
        ],
      },
      { type: 'text', text: losses(machine, change).join(' ') },
    ],
  };
}

function losses({ cpus, memoryBytes }: Machine, change: Resources): readonly string[] {
  return [
    ...(isLess(change.memoryBytes, memoryBytes)
      ? [
          'Where memory can be taken while it runs, that begins at once: too little, and the guest swaps or ends programs.',
        ]
      : []),
    ...(isLess(change.cpus, cpus) ? ['With fewer CPUs its programs take longer.'] : []),
  ];
}
