import { BotError } from '../../../../src/errors.ts';
import { choosePlace, type Place } from '../../../../src/host/backup-places.ts';
import { ofMachine } from '../../../../src/host/manifests.ts';
import { runScript } from '../../../../src/host/script.ts';
import type { Backup, Backups } from '../../../../src/hypervisor/backups.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import type { HostName } from '../host-name.ts';
import type { Inventory } from '../inventory.ts';
import { createBackup } from './create.ts';
import { deleteBackup } from './delete.ts';
import { readBackups } from './list.ts';
import type { StoredBackup } from './manifest.ts';
import { readPlace } from './place.ts';
import { planBackup, prospectOf } from './plan.ts';
import { restoreBackup } from './restore.ts';
import { restoreEffect } from './restore-plan.ts';
import { placedAt } from './settings.ts';
import { verifyBackup } from './verify.ts';

export interface BackupParts {
  readonly client: Client;
  readonly inventory: Inventory;
  readonly hostName: HostName;
  readonly site: string;
  readonly places: readonly Place[];
  readonly machines: (signal: AbortSignal) => Promise<readonly Machine[]>;
}

/** Appliances in directories on VirtualBox's own host, each with a manifest beside it. */
export function createBackups(parts: BackupParts): Backups {
  const { client, site, machines, inventory } = parts;
  const { placed, all, find } = createShelf(parts);
  return {
    async places(signal) {
      const [places, host] = await Promise.all([placed(signal), parts.hostName(signal)]);
      return Promise.all(places.map((place) => readPlace(client, { place, host }, signal)));
    },
    list: async ({ signal, machine }) => ofMachine(await all(signal), machine),
    async prospect(machine, wanted, signal) {
      const place = choosePlace(await placed(signal), wanted.place);
      return prospectOf(await planBackup(client, machine, { place, wanted, signal }), machine.host);
    },
    async create(machine, wanted, task) {
      const place = choosePlace(await placed(task.signal), wanted.place);
      try {
        return await createBackup(client, { machine, wanted, task, place });
      } finally {
        inventory.forget(machine.id);
      }
    },
    verify: async (backup, task) =>
      verifyBackup(client, { stored: await find(backup, task.signal), task }),
    restoreEffect: async (backup, wanted, signal) =>
      restoreEffect(client, { stored: await find(backup, signal), wanted, machines, signal }),
    async restore(backup, wanted, task) {
      const stored = await find(backup, task.signal);
      const restored = await restoreBackup(client, { stored, wanted, machines, site, task });
      inventory.forget(restored.id);
      return restored;
    },
    async delete(backup, task) {
      // Kept, as whoever resumes a delete that was done finds none.
      const directory = await task.step('find the backup', {
        do: async () => (await find(backup, task.signal)).directory,
      });
      return deleteBackup(client, { directory, task });
    },
  };
}

/** What there is, in directories that may be named by the home of VirtualBox's user. */
function createShelf({ client, site, places, hostName }: BackupParts) {
  let home: string | undefined;
  const placed = async (signal: AbortSignal): Promise<readonly Place[]> => {
    home ??= await runScript(client.reach, ['printf %s "$HOME"'], { signal });
    return places.map((place) => placedAt(place, home ?? ''));
  };
  const all = async (signal: AbortSignal) => {
    const [there, host] = await Promise.all([placed(signal), hostName(signal)]);
    return readBackups(client, { places: there, site, host }, signal);
  };
  const find = async ({ id }: Backup, signal: AbortSignal): Promise<StoredBackup> => {
    const found = (await all(signal)).find(({ backup }) => backup.id === id);
    if (found) return found;
    throw new BotError('not-found', `the backup ${id} is not there any more`, {
      hint: '`backup list` shows what there is.',
    });
  };
  return { placed, all, find };
}
