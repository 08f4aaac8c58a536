import { backupOption, openBackups, pickBackup } from '../../src/backups/find.ts';
import { typed } from '../../src/cards/typed.ts';
import { defineCommand } from '../../src/command.ts';
import { verifyBackupOperation } from '../../src/operations/backup-verify.ts';

export const backupVerify = defineCommand({
  name: 'backup verify',
  description: 'Reads all of a backup and compares it with what was written then',
  needs: 'backup.create',
  audience: 'caller',
  options: { backup: backupOption },
  examples: ['backup verify web-1@latest', 'backup verify k7f2q'],
  async run({ backup: word }, context) {
    const backup = pickBackup(await openBackups(context), word, (name) =>
      typed('backup verify', name),
    );
    return { operations: [verifyBackupOperation(backup)] };
  },
});
