import { z } from 'zod';
import { codeName } from '../backups/names.ts';
import { backupsOf } from '../capability.ts';
import type { Card } from '../card.ts';
import { backupActions, backupFields } from '../cards/backups.ts';
import { outcomeBlocks, outcomeTone } from '../cards/outcome.ts';
import type { ResolvedMachine } from '../command.ts';
import { agentActions } from '../guest/setup/line.ts';
import {
  backupModes,
  type CreatedBackup,
  compressions,
  type NewBackup,
} from '../hypervisor/backups.ts';
import {
  claimMachine,
  defineOperation,
  type OperationData,
  takesNothingDown,
} from '../operation.ts';
import { claimBackups } from './backup-input.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';
import { reach } from './reach.ts';

const Input = z.object({
  target: TargetMachine,
  wanted: z.object({
    place: z.string().optional(),
    note: z.string(),
    incremental: z.boolean().optional(),
    mode: z.enum(backupModes).optional(),
    compress: z.enum(compressions).optional(),
  }),
});
type Input = z.infer<typeof Input>;

/** Terabytes over a slow line take most of a day. */
export const BACKUP_DEADLINE_MS = 24 * 60 * 60_000;

export const backupCreate = defineOperation<Input>({
  kind: 'backup.create',
  deadlineMs: BACKUP_DEADLINE_MS,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run({ target, wanted }, context) {
    const { machine, hypervisor } = await reach(target.ref, context);
    const made = await backupsOf(hypervisor).create(machine, wanted, context.task);
    return { state: 'done', card: endCard(target.label, made) };
  },
});

/** Shared: guests are used while they are copied, but nothing may change, roll back or delete the machine. */
export function createBackupOperation(
  resolved: ResolvedMachine,
  { place, note, incremental, mode, compress }: NewBackup,
): OperationData {
  const { machine, label } = resolved;
  return {
    kind: backupCreate.kind,
    title: `Back up ${label}`,
    input: {
      target: targetOf(resolved),
      wanted: { place, note, incremental, mode, compress },
    } satisfies Input,
    sites: [machine.site],
    claims: [claimMachine(machine, 'shared'), claimBackups(machine.site, machine, 'exclusive')],
  };
}

function endCard(label: string, made: CreatedBackup): Card {
  const { backup } = made;
  // What lies wrong is worth a look at the end too, however well it was made.
  const warnings = [...new Set([...made.warnings, ...backup.warnings])];
  return {
    title: `${label} was backed up as ${codeName(backup)}`,
    tone: outcomeTone({ warnings }),
    blocks: [
      { type: 'fields', fields: backupFields(backup) },
      ...outcomeBlocks({ ...made, warnings }),
    ],
    actions: [...backupActions(codeName(backup), label), ...agentActions(label, made)],
  };
}
