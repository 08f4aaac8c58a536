import type { Block } from '../card.ts';
import { processTable } from '../cards/processes.ts';
import { type Process, topProcesses } from '../guest/processes.ts';

/** By what the processes on a card are chosen, where somebody says. */
export const topOption = {
  type: 'choice',
  values: ['cpu', 'memory'],
  description: 'Its processes too, those that take the most of it',
  required: false,
  positional: false,
} as const;

export type Top = (typeof topOption.values)[number];

/** As many as fit under the figures on one screen; more where they were asked for. */
const FEW = 5;
const MANY = 10;

export function topBlocks(
  processes: readonly Process[] | undefined,
  top: Top | undefined,
): readonly Block[] {
  if (processes === undefined) return [];
  return [processTable(topProcesses(processes, top ?? 'cpu', top === undefined ? FEW : MANY))];
}

/** Command lines can hold secrets: whoever asks for them and may not see them is told. */
export const notYourProcesses: Block = {
  type: 'text',
  text: 'Its processes are for those with the right guest.inspect.',
};
