import { planProtection } from '../../src/backups/protect-plan.ts';
import { defineCommand } from '../../src/command.ts';

export const backupUnprotect = defineCommand({
  name: 'backup unprotect',
  description: 'Lets a protected backup be deleted again',
  needs: 'backup.delete',
  audience: 'caller',
  options: {
    backup: {
      type: 'text',
      description: 'Which one: its name in the list, or NAME@latest',
      required: true,
      of: 'backup',
    },
  },
  examples: ['backup unprotect web-1@k7f2q'],
  run: ({ backup }, context) => planProtection(backup, false, context),
});
