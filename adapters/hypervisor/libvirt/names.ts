import type { Names, NameVerdict } from '../../../src/hypervisor/names.ts';
import { type Proposing, propose } from '../../../src/names/propose.ts';
import { machineNameFault } from './machine-name.ts';
import { snapshotNameFault } from './snapshots/name.ts';

/** Within this a name is never cut inside a letter. */
const UNCUT_BYTES = 20;

/** What libvirt and QEMU take as a name. */
export const names: Names = {
  snapshot: (name) => verdict(name, { fault: snapshotNameFault, kind: 'snapshot' }),
  machine: (name) => {
    const maxBytes = /[^\x20-\x7e]/.test(name) ? UNCUT_BYTES : undefined;
    return verdict(name, { fault: machineNameFault, kind: 'machine', maxBytes });
  },
};

function verdict(name: string, proposing: Proposing): NameVerdict {
  const wrong = proposing.fault(name);
  if (wrong === undefined) return { ok: true };
  return { ok: false, why: `a name here ${wrong}`, proposal: propose(name, proposing) };
}
