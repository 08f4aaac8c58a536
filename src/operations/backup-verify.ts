import { z } from 'zod';
import { codeName } from '../backups/names.ts';
import type { Action, Card } from '../card.ts';
import { backupFields } from '../cards/backups.ts';
import { typed } from '../cards/typed.ts';
import type { Backup, Verdict } from '../hypervisor/backups.ts';
import { defineOperation, type OperationData, takesNothingDown } from '../operation.ts';
import { BACKUP_DEADLINE_MS } from './backup-create.ts';
import { BackupRef, backupRef, claimBackup, claimBackups, findBackup } from './backup-input.ts';

const Input = z.object({ backup: BackupRef });
type Input = z.infer<typeof Input>;

export const backupVerify = defineOperation<Input>({
  kind: 'backup.verify',
  deadlineMs: BACKUP_DEADLINE_MS,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run({ backup: ref }, context) {
    const { backup, backups } = await findBackup(ref, context);
    const verdict = await backups.verify(backup, context.task);
    return { state: verdict.whole ? 'done' : 'failed', card: endCard(backup, verdict) };
  },
});

export function verifyBackupOperation(backup: Backup): OperationData {
  return {
    kind: backupVerify.kind,
    title: `Verify ${codeName(backup)}`,
    input: { backup: backupRef(backup) } satisfies Input,
    sites: [backup.site],
    claims: [claimBackups(backup.site, backup.machine, 'shared'), claimBackup(backup, 'exclusive')],
  };
}

function endCard(backup: Backup, { whole, says }: Verdict): Card {
  const name = codeName(backup);
  const loss = 'It cannot be restored. Make a new one while the machine is well.';
  return {
    title: whole ? `${name} is whole` : `${name} is not whole`,
    tone: whole ? 'success' : 'danger',
    blocks: [
      { type: 'text', text: whole ? says : `${says}. ${loss}` },
      { type: 'fields', fields: backupFields(backup) },
    ],
    actions: nextActions(backup, whole),
  };
}

function nextActions(backup: Backup, whole: boolean): readonly Action[] {
  const { name } = backup.machine;
  const list = { label: 'Backups', command: typed('backup list', name) };
  return whole
    ? [{ label: 'Restore', command: typed('backup restore', codeName(backup)) }, list]
    : [{ label: 'Back up now', command: typed('backup create', name) }, list];
}
