import type { Permission } from '../access/permission.ts';
import type { Action } from '../card.ts';
import type { CommandContext } from '../command.ts';

export interface Offer extends Action {
  readonly needs: Permission;
}

/** The actions this person may use. */
export function allowed(
  offers: readonly Offer[],
  { may }: Pick<CommandContext, 'may'>,
): readonly Action[] {
  return offers.flatMap(({ needs, ...action }) => (may(needs) ? [action] : []));
}
