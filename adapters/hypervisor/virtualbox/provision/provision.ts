import type { Provision } from '../../../../src/hypervisor/provision.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { readStock } from '../storage/stock.ts';
import { clone, readyToClone } from './clone.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import { planDeletion } from './deletion.ts';
import { readDisks } from './disks.ts';
import { readSources } from './images.ts';
import { linkEffect } from './link-base.ts';
import type { Parts } from './parts.ts';
import { planMachine } from './plan.ts';
import { resize } from './resize.ts';
import { setResources } from './set.ts';

export function createProvision(parts: Parts): Provision {
  const { client, hostName, inventory } = parts;
  const changing = async <T>({ id }: Pick<Machine, 'id'>, change: Promise<T>): Promise<T> => {
    try {
      return await change;
    } finally {
      inventory.forget(id);
    }
  };
  return {
    async images(signal) {
      const [host, stock] = await Promise.all([hostName(signal), readStock(parts, signal)]);
      const sources = await readSources(parts, stock, signal);
      return sources.map(({ known: _, ...source }) => ({ host, ...source }));
    },
    async check(wanted, signal) {
      const plan = await planMachine(parts, wanted, signal);
      const { host, way, needsBytes, freeBytes, warnings } = plan;
      return { host, segment: way.name, needsBytes, freeBytes, warnings };
    },
    create: (wanted, task) => create(parts, wanted, task),
    async checkClone(machine, wanted, signal) {
      await readyToClone(parts, { machine, wanted, signal });
      return wanted.linked ? linkEffect(client, machine, { wanted, signal }) : [];
    },
    clone: (machine, wanted, task) => changing(machine, clone(parts, { machine, wanted, task })),
    set: (machine, change, task) =>
      changing(machine, setResources(parts, { machine, change, task })),
    disks: (machine, signal) => readDisks(client, machine, signal),
    resize: (machine, change, task) => changing(machine, resize(parts, { machine, change, task })),
    async deletion(machine, signal) {
      const { info: _, ...deletion } = await planDeletion(parts, machine, signal);
      return deletion;
    },
    delete: (machine, files, task) => changing(machine, remove(parts, { machine, files, task })),
  };
}
