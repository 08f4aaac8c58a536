import type { Action } from '../../card.ts';
import { typed } from '../../cards/typed.ts';
import type { Outcome } from '../../hypervisor.ts';

/** The line that is typed where a guest does not answer. */
export function setupLine(label: string): string {
  return typed('guest setup', label);
}

/** Offered behind whatever would have gone better with an agent in the guest. */
export function agentActions(
  label: string,
  { silentGuest }: Pick<Outcome, 'silentGuest'>,
): readonly Action[] {
  return silentGuest ? [{ label: 'Set up the guest', command: setupLine(label) }] : [];
}
