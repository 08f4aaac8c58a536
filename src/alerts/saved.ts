import type { Case } from './case.ts';
import type { Member } from './incident.ts';

/** An incident as the next process needs it to go on: plain data. */
export interface SavedCase extends Omit<Case, 'members'> {
  readonly members: readonly Member[];
}

export function saved({ members, ...one }: Case): SavedCase {
  return { ...one, members: [...members.values()] };
}
