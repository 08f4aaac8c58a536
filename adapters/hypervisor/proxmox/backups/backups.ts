import type { Backups } from '../../../../src/hypervisor/backups.ts';
import type { MakeParts } from '../provision/create.ts';
import { createBackup } from './create.ts';
import { deleteBackup, protectBackup } from './delete.ts';
import { listBackups, sinceOf } from './list.ts';
import { listPlaces } from './places.ts';
import { prospect } from './prospect.ts';
import { restoreBackup } from './restore.ts';
import { effectOf } from './restore-effect.ts';
import { verifyBackup } from './verify.ts';

/** Backups of vzdump, in storages of the node or on a backup server. */
export function createBackups(parts: MakeParts): Backups {
  return {
    choices: {
      modes: ['snapshot', 'suspend', 'stop'],
      compressions: ['none', 'lzo', 'gzip', 'zstd'],
    },
    places: (signal) => listPlaces(parts, signal),
    list: (options) => listBackups(parts, options),
    since: (machine, signal) => sinceOf(parts, machine, signal),
    prospect: (machine, wanted, signal) => prospect(parts, { machine, wanted }, signal),
    create: (machine, wanted, task) => createBackup(parts, { machine, wanted }, task),
    verify: (backup, task) => verifyBackup(parts, backup, task),
    async restoreEffect(backup, wanted, signal) {
      const effect = await effectOf(parts, { backup, wanted }, signal);
      const { replaces, needsBytes, freeBytes, says } = effect;
      return { replaces, needsBytes, freeBytes, says };
    },
    restore: (backup, wanted, task) => restoreBackup(parts, { backup, wanted }, task),
    delete: (backup, task) => deleteBackup(parts, backup, task),
    protect: (backup, on, task) => protectBackup(parts, { backup, on }, task),
  };
}
