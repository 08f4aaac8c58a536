import { BotError } from '../../../../src/errors.ts';
import type { Backup, Verdict } from '../../../../src/hypervisor/backups.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { when } from '../../../../src/time/moment.ts';
import type { Parts } from '../parts.ts';
import { findBackup } from './find.ts';

/**
 * Proxmox VE reads no archive back over its interface. What a backup server found when it last read one is in the
 * list; that is the verdict, and of others there is none.
 */
export async function verifyBackup(
  parts: Pick<Parts, 'client' | 'resources' | 'settings' | 'site'>,
  wanted: Backup,
  task: TaskControl,
): Promise<Verdict> {
  const { backup, store } = await findBackup(parts, wanted, task.signal);
  const { verified } = backup;
  if (verified !== undefined) {
    const { whole, says } = verified.verdict;
    return { whole, says: `${says}: verified there ${when(verified.at)}` };
  }
  if (store.type === 'pbs') {
    throw new BotError(
      'unsupported',
      `The backup server behind ${store.name} has not verified it`,
      {
        hint: 'Verification is begun on the backup server: Datastore → Verify Jobs. backup list then shows what it found.',
      },
    );
  }
  throw new BotError('unsupported', `Proxmox cannot check a backup that lies in ${store.name}`, {
    hint: 'A restore beside the machine reads all of it: backup restore with --as NAME.',
  });
}
