import { backupOption, openBackups, pickBackup, type Shelf } from '../../src/backups/find.ts';
import { ownerOf } from '../../src/backups/owner.ts';
import { isGood } from '../../src/backups/retention.ts';
import { backupFields, verifiedWords } from '../../src/cards/backups.ts';
import { typed } from '../../src/cards/typed.ts';
import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import type { Backup } from '../../src/hypervisor/backups.ts';
import { listed } from '../../src/line/usage.ts';
import { deleteBackupOperation } from '../../src/operations/backup-delete.ts';
import { fingerprint } from '../../src/safety/fingerprint.ts';

export const backupDelete = defineCommand({
  name: 'backup delete',
  description: 'Deletes one backup; the machine stays as it is',
  needs: 'backup.delete',
  audience: 'caller',
  options: { backup: backupOption },
  examples: ['backup delete web-1@k7f2q'],
  async run({ backup: word }, context) {
    const shelf = await openBackups(context);
    const backup = pickBackup(shelf, word, (name) => typed('backup delete', name));
    refuseUnseen(backup, shelf);
    refuseProtected(backup, shelf);
    refuseNeeded(backup, shelf);
    const name = shelf.name(backup);
    return {
      preview: {
        title: `Delete backup ${name}?`,
        tone: 'warning',
        blocks: [
          { type: 'text', text: lost(backup, shelf) },
          {
            type: 'fields',
            fields: [
              ...backupFields(backup),
              { label: 'Verified', value: verifiedWords(backup, context.now()) },
            ],
          },
        ],
        actions: [{ label: 'Backups', command: typed('backup list', backup.machine.name) }],
      },
      fingerprint: fingerprint(['delete', backup.site, backup.id, lost(backup, shelf)]),
      danger: 'confirm',
      confirmLabel: `Delete ${name} on ${backup.host}`,
      operations: [deleteBackupOperation(backup)],
    };
  },
});

/** Whether others are left, and which stand on it, is not known by what is only remembered. */
function refuseUnseen({ site }: Backup, { answers }: Shelf): void {
  const problem = answers.find((one) => one.site === site)?.problem;
  if (problem === undefined) return;
  throw new BotError('unreachable', `${site} ${problem}`, { hint: 'Nothing was changed.' });
}

function refuseProtected(backup: Backup, { name }: Shelf): void {
  if (!backup.protected) return;
  const line = typed('backup unprotect', name(backup));
  throw new BotError('conflict', `${name(backup)} is protected`, {
    hint: `Nothing was changed. To let it go: ${line}`,
    choices: [line],
  });
}

function refuseNeeded(backup: Backup, shelf: Shelf): void {
  const above = shelf.all.filter(
    ({ site, parent }) => site === backup.site && parent === backup.id,
  );
  if (above.length === 0) return;
  const names = above.map(shelf.name);
  throw new BotError('conflict', `${listed(names)} cannot be restored without it`, {
    hint: `Nothing was changed. Delete first: ${names.map((name) => typed('backup delete', name)).join(' · ')}`,
    choices: names.slice(0, 1).map((name) => typed('backup delete', name)),
  });
}

/** Whether anything is left to go back to is what a person has to know. */
function lost(backup: Backup, shelf: Shelf): string {
  const { name } = backup.machine;
  const byId = new Map(
    shelf.all.filter(({ site }) => site === backup.site).map((one) => [one.id, one]),
  );
  const others = shelf.all.filter(
    (one) => one.id !== backup.id && ownerOf(one) === ownerOf(backup) && isGood(one, byId),
  );
  if (others.length === 0) return `It is the last good backup of ${name}: there is none after it.`;
  const [newest] = others;
  return `The way back to that state is lost. The newest other one is ${newest ? shelf.name(newest) : ''}.`;
}
