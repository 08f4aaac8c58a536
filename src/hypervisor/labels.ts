import type { Machine, Outcome } from '../hypervisor.ts';
import type { TaskControl } from '../operation.ts';

/** What people write on machines. A machine's tags come with the list of machines, and so may its note. */
export interface Labels {
  /** What is noted on it, asked for this machine alone; only where the list of machines does not bring it. */
  noteOf?(machine: Machine, signal: AbortSignal): Promise<string | undefined>;
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

/** The note on a machine as it is now, wherever the platform tells it. */
export async function noteOn(
  machine: Machine,
  labels: Labels | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  return machine.note ?? (await labels?.noteOf?.(machine, signal));
}
