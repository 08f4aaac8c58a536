import { z } from 'zod';
import { codeName } from '../backups/names.ts';
import { backupsOf } from '../capability.ts';
import { BotError } from '../errors.ts';
import type { Backup, Backups, SilentPlace } from '../hypervisor/backups.ts';
import type { Hypervisor } from '../hypervisor.ts';
import type { Claim, OperationContext } from '../operation.ts';

/** A backup as an operation remembers it: enough to know that it is still the same one. */
export const BackupRef = z.object({
  site: z.string(),
  host: z.string(),
  place: z.string(),
  id: z.string(),
  createdAt: z.number(),
  machine: z.object({ id: z.string(), birth: z.string(), name: z.string() }),
});
export type BackupRef = z.infer<typeof BackupRef>;

export function backupRef({ site, host, place, id, createdAt, machine }: Backup): BackupRef {
  return { site, host, place, id, createdAt, machine: { ...machine } };
}

/** The claim on one backup: exclusive for what changes it, shared for what reads it. */
export function claimBackup({ site, id }: Pick<Backup, 'site' | 'id'>, mode: Claim['mode']): Claim {
  return { target: `backup:${site}/${id}`, mode };
}

/** The claim on all backups of a machine, which may stand on each other. */
export function claimBackups(site: string, machine: { id: string }, mode: Claim['mode']): Claim {
  return { target: `backups:${site}/${machine.id}`, mode };
}

export interface FoundBackup {
  readonly backup: Backup;
  readonly backups: Backups;
  readonly hypervisor: Hypervisor;
}

/**
 * The backup as it was found before the act. A step of its own: after a restart the act may have taken it away, and
 * must not be refused for that. Throws `not-found` and `conflict`.
 */
export async function findBackup(
  ref: BackupRef,
  { task, site }: Pick<OperationContext, 'task' | 'site'>,
): Promise<FoundBackup> {
  const hypervisor = site(ref.site);
  const backups = backupsOf(hypervisor);
  const backup = await task.step('find the backup', {
    async do() {
      const silent: SilentPlace[] = [];
      const all = await backups.list({
        signal: task.signal,
        silent: (place) => silent.push(place),
      });
      const found = all.find(({ id }) => id === ref.id);
      if (found?.createdAt === ref.createdAt) return found;
      if (found === undefined) throw missing(ref, silent);
      throw new BotError('conflict', `Another backup has taken the place of ${codeName(ref)}`, {
        hint: 'Nothing was done to it. Look at backup list and ask anew.',
      });
    },
  });
  return { backup, backups, hypervisor };
}

/** One whose place does not answer may well be there. */
function missing(ref: BackupRef, silent: readonly SilentPlace[]): BotError {
  const hidden = silent.find(({ host, name }) => host === ref.host && name === ref.place);
  if (hidden === undefined) return new BotError('not-found', `${codeName(ref)} is gone`);
  return new BotError('unreachable', `${ref.place} on ${ref.host} ${hidden.why}`, {
    hint: `Nothing was done to ${codeName(ref)}. Try it again when it answers.`,
  });
}
