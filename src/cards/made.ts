import type { Action, Card } from '../card.ts';
import { bytes, unknown } from '../format.ts';
import type { Made } from '../hypervisor/provision.ts';
import type { Machine } from '../hypervisor.ts';
import { stateField } from './machine-state.ts';
import { outcomeBlocks, outcomeTone } from './outcome.ts';
import { typed } from './typed.ts';

interface Shown {
  readonly label: string;
  /** As it is now; undefined where that cannot be told. */
  readonly now: Machine | undefined;
  readonly says: string;
}

/** A machine that has just come to be, with what is likely next. */
export function madeCard(made: Made, { label, now, says }: Shown): Card {
  return {
    title: says,
    tone: outcomeTone(made),
    blocks: [
      {
        type: 'fields',
        fields: [
          { label: 'Host', value: made.machine.host },
          stateField(now),
          { label: 'CPUs', value: now?.cpus === undefined ? unknown : String(now.cpus) },
          { label: 'Memory', value: bytes(now?.memoryBytes) },
        ],
      },
      ...outcomeBlocks(made),
    ],
    actions: nextActions(label, now),
  };
}

function nextActions(label: string, now: Machine | undefined): readonly Action[] {
  const show = { label: 'Show', command: typed('vm show', label) };
  const start = { label: 'Start', command: typed('vm start', label) };
  const remove = { label: 'Delete', command: typed('vm delete', label), tone: 'danger' } as const;
  return now?.state === 'stopped' ? [start, show, remove] : [show];
}
