import { backupOption } from '../../src/backups/find.ts';
import { planProtection } from '../../src/backups/protect-plan.ts';
import { defineCommand } from '../../src/command.ts';

export const backupProtect = defineCommand({
  name: 'backup protect',
  description: 'Keeps a backup from being deleted, by hand or by a prune',
  needs: 'backup.create',
  audience: 'caller',
  options: { backup: backupOption },
  examples: ['backup protect web-1@latest'],
  run: ({ backup }, context) => planProtection(backup, true, context),
});
