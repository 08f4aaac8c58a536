import { backupsOf } from '../capability.ts';
import { typed } from '../cards/typed.ts';
import type { CommandContext, Plan } from '../command.ts';
import { BotError } from '../errors.ts';
import { protectBackupOperation } from '../operations/backup-protect.ts';
import { openBackups, pickBackup } from './find.ts';

/** Nothing is lost by either: it goes ahead at once. Throws `unsupported`. */
export async function planProtection(
  word: string,
  on: boolean,
  context: CommandContext,
): Promise<Plan> {
  const shelf = await openBackups(context);
  const verb = on ? 'backup protect' : 'backup unprotect';
  const backup = pickBackup(shelf, word, (name) => typed(verb, name));
  if (backupsOf(context.fleet.site(backup.site)).protect === undefined) {
    throw new BotError('unsupported', `${backup.site} cannot protect backups`, {
      hint: 'Nothing was changed. backup prune keeps what its rules say.',
    });
  }
  return { operations: [protectBackupOperation(backup, on)] };
}
