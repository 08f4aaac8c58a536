import { planBackups } from '../../src/backups/create-plan.ts';
import { defineCommand } from '../../src/command.ts';
import { backupModes, compressions } from '../../src/hypervisor/backups.ts';

export const backupCreate = defineCommand({
  name: 'backup create',
  description: 'Copies whole machines to a place for backups; they may run meanwhile',
  needs: 'backup.create',
  audience: 'caller',
  options: {
    machines: { type: 'machines', description: 'Which machines', required: true },
    note: {
      type: 'text',
      description: 'Why it was made',
      required: false,
      positional: false,
    },
    place: {
      type: 'text',
      description: 'Where to; backup list shows the places',
      required: false,
      positional: false,
      of: 'backup-place',
    },
    incremental: {
      type: 'flag',
      description: 'Only what has changed since the last one',
      required: false,
    },
    mode: {
      type: 'choice',
      description: 'snapshot: it goes on; suspend: it stands still; stop: it is off meanwhile',
      values: backupModes,
      required: false,
      positional: false,
    },
    compress: {
      type: 'choice',
      description: 'How it is packed, where the site lets you choose',
      values: compressions,
      required: false,
      positional: false,
    },
  },
  examples: [
    'backup create web-1',
    'backup create web-1 --place vault --note "before the move"',
    'backup create tag:prod',
  ],
  run: ({ machines, note = '', ...wanted }, context) =>
    planBackups(machines, { note, ...wanted }, context),
});
