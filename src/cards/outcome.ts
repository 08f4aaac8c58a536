import type { Block, Tone } from '../card.ts';
import type { Outcome } from '../hypervisor.ts';

/** The hypervisor's warnings, notes and last words, for the card of an operation that was done. */
export function outcomeBlocks({ warnings, notes, log }: Outcome): readonly Block[] {
  const lines = [...warnings.map((warning) => `Warning: ${warning}`), ...notes];
  return [
    ...(lines.length > 0 ? [{ type: 'text', text: lines.join('\n') } as const] : []),
    ...(log.length > 0 ? [{ type: 'code', text: log.join('\n') } as const] : []),
  ];
}

export function outcomeTone({ warnings }: Pick<Outcome, 'warnings'>): Tone {
  return warnings.length > 0 ? 'warning' : 'success';
}
