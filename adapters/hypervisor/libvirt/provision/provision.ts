import type { Provision } from '../../../../src/hypervisor/provision.ts';
import { hostName } from '../storage/host-name.ts';
import { shareStock } from '../storage/shared-stock.ts';
import { readStock } from '../storage/stock.ts';
import { clone, readyToClone } from './clone.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import { obstacle, planDeletion } from './deletion.ts';
import { readDisks } from './disks.ts';
import { shownImage, sources } from './images.ts';
import type { Parts } from './parts.ts';
import { planMachine } from './plan.ts';
import { resize } from './resize.ts';
import { setResources } from './set.ts';

/** Machines are made, changed and taken away through libvirt's own storage: no program is run on its host. */
export function createProvision(parts: Parts): Provision {
  const { client, settings } = parts;
  const shared = shareStock(client);
  const act = async <T>(work: Promise<T>): Promise<T> => work.finally(() => shared.forget());
  return {
    async images(signal) {
      const host = await hostName(client, signal);
      const stock = await readStock(client, signal, { withoutSilent: true });
      return sources(stock, settings.images).map((source) => shownImage(source, host));
    },
    async check(wanted, signal) {
      const plan = await planMachine(parts, wanted, signal);
      const { host, segment, needsBytes, home, warnings } = plan;
      return { host, segment: segment?.name, needsBytes, freeBytes: home.freeBytes, warnings };
    },
    create: (wanted, task) => act(create(parts, wanted, task)),
    async checkClone(machine, wanted, signal) {
      await readyToClone(parts, { machine, wanted, signal });
      return [];
    },
    clone: (machine, wanted, task) => act(clone(parts, { machine, wanted, task })),
    set: (machine, change, task) => setResources(parts, { machine, change, task }),
    disks: (machine, signal) => readDisks(client, machine, signal),
    resize: (machine, change, task) => act(resize(client, { machine, change, task })),
    async deletion(machine, signal) {
      const plan = await planDeletion(client, machine, {
        signal,
        stockOf: (stock) => shared.read(stock, signal),
      });
      const { files, kept, snapshots } = plan;
      return { files, kept, snapshots, blocked: obstacle(plan)?.says };
    },
    delete: (machine, files, task) => act(remove(client, { machine, files, task })),
  };
}
