import { z } from 'zod';
import { codeName } from '../backups/names.ts';
import type { Card } from '../card.ts';
import { outcomeBlocks, outcomeTone } from '../cards/outcome.ts';
import { typed } from '../cards/typed.ts';
import { BotError } from '../errors.ts';
import type { Backup } from '../hypervisor/backups.ts';
import type { Outcome } from '../hypervisor.ts';
import { defineOperation, type OperationData, takesNothingDown } from '../operation.ts';
import { BackupRef, backupRef, claimBackup, findBackup } from './backup-input.ts';

const Input = z.object({ backup: BackupRef, on: z.boolean() });
type Input = z.infer<typeof Input>;

export const backupProtect = defineOperation<Input>({
  kind: 'backup.protect',
  deadlineMs: 5 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run({ backup: ref, on }, context) {
    const { backup, backups } = await findBackup(ref, context);
    if (backups.protect === undefined) {
      throw new BotError('unsupported', `${ref.site} cannot protect backups`);
    }
    const outcome = await backups.protect(backup, on, context.task);
    return { state: 'done', card: endCard(backup, on, outcome) };
  },
});

export function protectBackupOperation(backup: Backup, on: boolean): OperationData {
  return {
    kind: backupProtect.kind,
    title: `${on ? 'Protect' : 'Unprotect'} backup ${codeName(backup)}`,
    input: { backup: backupRef(backup), on } satisfies Input,
    sites: [backup.site],
    claims: [claimBackup(backup, 'exclusive')],
  };
}

function endCard(backup: Backup, on: boolean, outcome: Outcome): Card {
  const name = codeName(backup);
  const back = on
    ? { label: 'Unprotect', command: typed('backup unprotect', name) }
    : { label: 'Protect', command: typed('backup protect', name) };
  return {
    title: on ? `Backup ${name} is protected` : `Backup ${name} can be deleted again`,
    tone: outcomeTone(outcome),
    blocks: outcomeBlocks(outcome),
    actions: [back, { label: 'Backups', command: typed('backup list', backup.machine.name) }],
  };
}
