import type { Member } from '../incident.ts';
import type { Case } from './case.ts';

/** An incident as the next process needs it to go on: plain data. */
export interface SavedCase extends Omit<Case, 'members'> {
  readonly members: readonly Member[];
  /** The configuration that had its site when it was looked at last; absent where nobody said. */
  readonly origin?: string | undefined;
}

export function saved({ members, ...one }: Case): SavedCase {
  return { ...one, members: [...members.values()] };
}
