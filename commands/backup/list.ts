import { backupsCard } from '../../src/backups/list-card.ts';
import { defineCommand } from '../../src/command.ts';

export const backupList = defineCommand({
  name: 'backup list',
  description: 'Shows backups, newest first, also of machines that are gone, and the room for more',
  needs: 'backup.read',
  audience: 'channel',
  options: {
    machine: {
      type: 'text',
      description: 'Of which machine alone, by its name; it may be gone',
      required: false,
      of: 'backed-up',
    },
  },
  examples: ['backup list', 'backup list web-1'],
  run: ({ machine }, context) => backupsCard(machine, context),
});
