import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { Backup } from '../../../../src/hypervisor/backups.ts';
import { done, type Outcome } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { path } from '../client/client.ts';
import type { Parts } from '../parts.ts';
import { volidOf } from './backup-id.ts';
import { findBackup } from './find.ts';

/** Looked at once: after a restart the act may have taken it away, and must not be refused for that. */
export async function deleteBackup(
  parts: Parts,
  backup: Backup,
  task: TaskControl,
): Promise<Outcome> {
  const { node } = await task.step('look whether it may go', {
    async do() {
      const found = await findBackup(parts, backup, task.signal);
      if (found.backup.protected) throw isProtected(backup);
      return { node: found.store.node };
    },
  });
  const { place, machine } = backup;
  return parts.tasks.act(
    {
      step: `delete ${volidOf(backup)}`,
      node,
      id: `${machine.id}@${place}`,
      name: machine.name,
      types: ['imgdel'],
      method: 'DELETE',
      path: contentPath(node, backup),
      doing: 'deleting',
      // Several of one machine may be deleted in the same second: only what is gone tells them apart.
      happened: (signal) => isGone(parts, backup, signal),
    },
    task,
  );
}

async function isGone(parts: Parts, backup: Backup, signal: AbortSignal): Promise<boolean> {
  try {
    await findBackup(parts, backup, signal);
    return false;
  } catch (error) {
    if (error instanceof BotError && error.code === 'not-found') return true;
    throw error;
  }
}

function isProtected({ machine, place, host }: Backup): BotError {
  return new BotError(
    'conflict',
    `That backup of ${machine.name} in ${place} on ${host} is protected`,
    { hint: 'Nothing was changed. backup unprotect lets it go.' },
  );
}

function contentPath(node: string, backup: Backup): string {
  return path`/nodes/${node}/storage/${backup.place}/content/${volidOf(backup)}`;
}

/** Safe to say twice; it is read back, as a storage that cannot protect may take the word in silence. */
export async function protectBackup(
  parts: Parts,
  { backup, on }: { readonly backup: Backup; readonly on: boolean },
  task: TaskControl,
): Promise<Outcome> {
  const { signal } = task;
  const { store } = await findBackup(parts, backup, signal);
  await task.step(on ? 'protect it' : 'take its protection away', {
    async do() {
      const params = { protected: on };
      const asked = contentPath(store.node, backup);
      await parts.client.send('PUT', asked, { schema: z.unknown(), params, signal });
      return true;
    },
  });
  const now = await findBackup(parts, backup, signal);
  if ((now.backup.protected === true) === on) return done;
  throw new BotError('failed', `${backup.place} took the word, and did not change it`, {
    hint: on ? 'It is not protected.' : 'It is still protected.',
  });
}
