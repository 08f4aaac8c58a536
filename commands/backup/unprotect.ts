import { backupOption } from '../../src/backups/find.ts';
import { planProtection } from '../../src/backups/protect-plan.ts';
import { defineCommand } from '../../src/command.ts';

export const backupUnprotect = defineCommand({
  name: 'backup unprotect',
  description: 'Lets a protected backup be deleted again',
  needs: 'backup.delete',
  audience: 'caller',
  options: { backup: backupOption },
  examples: ['backup unprotect web-1@k7f2q'],
  run: ({ backup }, context) => planProtection(backup, false, context),
});
