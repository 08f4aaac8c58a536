import type { Provision } from '../../../../src/hypervisor/provision.ts';
import { checkClone, cloneMachine } from './clone.ts';
import { createMachine, type MakeParts, refuseUser } from './create.ts';
import { deleteMachine } from './delete.ts';
import { deletionOf } from './deletion.ts';
import { readSources } from './images.ts';
import { planMachine } from './plan.ts';
import { listDisks, resizeDisk } from './resize.ts';
import { setResources } from './set.ts';

/** Making VMs and containers, changing what they have, and taking them away. */
export function createProvision(parts: MakeParts): Provision {
  return {
    images: async (signal) => (await readSources(parts, signal)).map(({ image }) => image),
    async check(wanted, signal) {
      const plan = await planMachine(parts, wanted, signal);
      refuseUser(plan, wanted);
      return plan.effect;
    },
    create: (wanted, task) => createMachine(parts, wanted, task),
    async checkClone(machine, wanted, signal) {
      await checkClone(parts, { machine, wanted }, signal);
      return [];
    },
    clone: (machine, wanted, task) => cloneMachine(parts, { machine, wanted }, task),
    set: (machine, change, task) => setResources(parts, { machine, change }, task),
    disks: (machine, signal) => listDisks(parts, machine, signal),
    resize: (machine, change, task) => resizeDisk(parts, { machine, change }, task),
    deletion: (machine, signal) => deletionOf(parts, machine, signal),
    delete: (machine, files, task) => deleteMachine(parts, { machine, files }, task),
  };
}
