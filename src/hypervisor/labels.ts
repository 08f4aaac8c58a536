import type { Machine, Outcome } from '../hypervisor.ts';
import type { TaskControl } from '../operation.ts';

/** What people write on machines. A machine's tags and note come with the list of machines. */
export interface Labels {
  /** Adds some and takes others away; one that is there, or is not there, already is no mistake. */
  tag(machine: Machine, change: TagChange, task: TaskControl): Promise<Outcome>;
  /** Replaces what is noted on it; an empty text takes the note away. */
  note(machine: Machine, text: string, task: TaskControl): Promise<Outcome>;
}

export interface TagChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** The tags after a change, each once, in their alphabet's order. */
export function changed(tags: readonly string[], { add, remove }: TagChange): readonly string[] {
  const all = [...new Set([...tags, ...add])].filter((tag) => !remove.includes(tag));
  return all.toSorted((a, b) => (a < b ? -1 : 1));
}
