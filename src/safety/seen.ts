import type { ResolvedMachine } from '../command.ts';
import type { Snapshot } from '../hypervisor/snapshots.ts';

/** What of a machine a preview was made from: who it is and how it stands, nothing that moves by itself. */
export function seenMachine({ machine }: ResolvedMachine) {
  const { site, host, id, birth, name, state } = machine;
  return { site, host, id, birth, name, state };
}

export function seenSnapshot({ id, name, createdAt, memory, parent, current }: Snapshot) {
  return { id, name, createdAt, memory, parent, current };
}
