import { BotError } from '../../../../src/errors.ts';
import { choosePlace, type Place } from '../../../../src/host/backup-places.ts';
import { ofMachine } from '../../../../src/host/manifests.ts';
import type { Backup, Backups } from '../../../../src/hypervisor/backups.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { createBackup } from './create.ts';
import { type Doomed, deleteBackup } from './delete.ts';
import { readBackups } from './list.ts';
import type { StoredBackup } from './manifest.ts';
import { readPlace } from './place.ts';
import { planBackup, prospectOf } from './plan.ts';
import { restoreBackup } from './restore.ts';
import { restoreEffect } from './restore-effect.ts';
import { verifyBackup } from './verify.ts';

export interface BackupParts {
  readonly client: Client;
  readonly site: string;
  readonly places: readonly Place[];
  readonly machines: (signal: AbortSignal) => Promise<readonly Machine[]>;
  /** False where libvirt alone is reached, and no program can be run beside it. */
  readonly hasShell: boolean;
}

/** Copies of machines in directories on libvirt's own host, each with its disks, its definition and a manifest. */
export function createBackups(parts: BackupParts): Backups {
  const { client, site, places, machines } = parts;
  const shelf = createShelf(parts);
  const { all, find } = shelf;
  return {
    places: async (signal) => {
      shelf.ready();
      return Promise.all(places.map((place) => readPlace(client, place, signal)));
    },
    list: async ({ signal, machine }) => ofMachine(await all(signal), machine),
    prospect: async (machine, wanted, signal) => {
      shelf.ready();
      const place = choosePlace(places, wanted.place);
      return prospectOf(await planBackup(client, machine, { place, wanted, signal }), machine.host);
    },
    create: async (machine, wanted, task) => {
      shelf.ready();
      const place = choosePlace(places, wanted.place);
      return createBackup(client, { machine, wanted, task, place });
    },
    verify: async (backup, task) =>
      verifyBackup(client, { stored: await find(backup, task.signal), task }),
    restoreEffect: async (backup, wanted, signal) =>
      restoreEffect(client, { stored: await find(backup, signal), wanted, machines, signal }),
    restore: async (backup, wanted, task) => {
      const stored = await find(backup, task.signal);
      return restoreBackup(client, { stored, wanted, machines, site, task });
    },
    delete: async (backup, task) => {
      // Kept, as whoever resumes a delete that was done finds none.
      const doomed = await task.step('find the backup', {
        do: () => shelf.doomed(backup, task.signal),
      });
      return deleteBackup(client, { doomed, task });
    },
  };
}

/** What there is, where it can be reached at all. */
function createShelf({ client, site, places, hasShell }: BackupParts) {
  const ready = () => {
    if (hasShell) return;
    throw new BotError('unsupported', `backups of ${site} need a shell on libvirt's host`, {
      hint: 'Reach the site with `ssh:` in its configuration: programs such as qemu-img run there then.',
    });
  };
  const all = (signal: AbortSignal) => {
    ready();
    return readBackups(client, { places, site, signal });
  };
  const find = async ({ id }: Backup, signal: AbortSignal): Promise<StoredBackup> => {
    const found = (await all(signal)).find(({ backup }) => backup.id === id);
    if (found) return found;
    throw new BotError('not-found', `the backup ${id} is not there any more`, {
      hint: '`backup list` shows what there is.',
    });
  };
  const doomed = async (backup: Backup, signal: AbortSignal): Promise<Doomed> => {
    const { directory } = await find(backup, signal);
    const later = (await all(signal)).filter((each) => each.backup.parent === backup.id);
    return { directory, later: later.map((each) => each.backup.id) };
  };
  return { ready, all, find, doomed };
}
