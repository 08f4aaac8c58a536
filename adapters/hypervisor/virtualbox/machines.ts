import type { Machine } from '../../../src/hypervisor.ts';
import type { HostName } from './host-name.ts';
import type { Inventory, Known } from './inventory.ts';
import { noteOf, tagsOf } from './labels.ts';

export interface MachineParts {
  readonly site: string;
  readonly inventory: Inventory;
  readonly hostName: HostName;
}

export async function listMachines(
  { site, inventory, hostName }: MachineParts,
  signal: AbortSignal,
): Promise<readonly Machine[]> {
  signal.throwIfAborted();
  const [host, all] = await Promise.all([hostName(signal), inventory.all(signal)]);
  return all.map((known) => ({ site, host, ...machineOf(known) }));
}

function machineOf(known: Known): Omit<Machine, 'site' | 'host'> {
  const { id, info, name, problem } = known;
  const state = info?.state ?? 'unknown';
  const reason = problem ?? info?.reason;
  return {
    id,
    birth: info?.birth ?? id,
    name: name ?? `inaccessible-${id.slice(0, 8)}`,
    kind: 'vm',
    state,
    stateReason: reason === undefined ? undefined : `${state} (${reason})`,
    cpus: info?.cpus,
    memoryBytes: info?.memoryBytes,
    tags: tagsOf(known),
    note: noteOf(known),
  };
}
