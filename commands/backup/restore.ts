import { backupOption, openBackups, pickBackup } from '../../src/backups/find.ts';
import { planRestore } from '../../src/backups/restore-plan.ts';
import { typed } from '../../src/cards/typed.ts';
import { defineCommand } from '../../src/command.ts';
import type { Restore } from '../../src/hypervisor/backups.ts';
import { quoteWord } from '../../src/line/words.ts';
import { newMachineName } from '../../src/provision/new-name.ts';

export const backupRestore = defineCommand({
  name: 'backup restore',
  description: 'Brings a machine back from a backup: over the old one, or beside it with --as',
  needs: 'backup.restore',
  audience: 'caller',
  options: {
    backup: backupOption,
    as: {
      type: 'text',
      description: 'The name of a new machine; the old one stays as it is',
      required: false,
      positional: false,
    },
    start: { type: 'flag', description: 'Starts it afterwards', required: false },
  },
  examples: ['backup restore web-1@latest --start', 'backup restore k7f2q --as web-1-old'],
  async run({ backup: word, as: name, start }, context) {
    const shelf = await openBackups(context);
    const line = (which: string, beside = name) => {
      const as = beside === undefined ? '' : ` --as=${quoteWord(beside)}`;
      return `${typed('backup restore', which)}${as}${start ? ' --start' : ''}`;
    };
    const backup = pickBackup(shelf, word, line);
    if (name !== undefined) {
      const hypervisor = context.fleet.site(backup.site);
      const other = (free: string) => line(shelf.name(backup), free);
      await newMachineName(name, { ...context, hypervisor, line: other });
    }
    const wanted: Restore = name === undefined ? { as: 'same', start } : { as: 'new', name, start };
    return planRestore({ backup, wanted }, shelf, context);
  },
});
