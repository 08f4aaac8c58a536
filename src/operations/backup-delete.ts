import { z } from 'zod';
import { codeName } from '../backups/names.ts';
import type { Card } from '../card.ts';
import { outcomeBlocks, outcomeTone } from '../cards/outcome.ts';
import { typed } from '../cards/typed.ts';
import { bytes } from '../format.ts';
import type { Backup } from '../hypervisor/backups.ts';
import type { Outcome } from '../hypervisor.ts';
import { defineOperation, type OperationData, takesNothingDown } from '../operation.ts';
import { BackupRef, backupRef, claimBackup, claimBackups, findBackup } from './backup-input.ts';

const Input = z.object({ backup: BackupRef });
type Input = z.infer<typeof Input>;

export const backupDelete = defineOperation<Input>({
  kind: 'backup.delete',
  deadlineMs: 60 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run({ backup: ref }, context) {
    const { backup, backups } = await findBackup(ref, context);
    const outcome = await backups.delete(backup, context.task);
    return { state: 'done', card: endCard(backup, outcome) };
  },
});

export function deleteBackupOperation(backup: Backup): OperationData {
  return {
    kind: backupDelete.kind,
    title: `Delete backup ${codeName(backup)}`,
    input: { backup: backupRef(backup) } satisfies Input,
    sites: [backup.site],
    claims: [
      claimBackups(backup.site, backup.machine, 'exclusive'),
      claimBackup(backup, 'exclusive'),
    ],
  };
}

function endCard(backup: Backup, outcome: Outcome): Card {
  return {
    title: `Backup ${codeName(backup)} was deleted`,
    tone: outcomeTone(outcome),
    blocks: [
      {
        type: 'fields',
        fields: [
          { label: 'Where', value: `${backup.place} on ${backup.host}` },
          { label: 'Freed', value: bytes(backup.bytes) },
        ],
      },
      ...outcomeBlocks(outcome),
    ],
    actions: [{ label: 'Backups', command: typed('backup list', backup.machine.name) }],
  };
}
