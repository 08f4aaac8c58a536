import { z } from 'zod';
import { codeName } from '../backups/names.ts';
import type { Action, Card } from '../card.ts';
import { stateField } from '../cards/machine-state.ts';
import { outcomeBlocks, outcomeTone } from '../cards/outcome.ts';
import { typed } from '../cards/typed.ts';
import { BotError } from '../errors.ts';
import type { Backup, Restore, Restored, RestoreEffect } from '../hypervisor/backups.ts';
import type { Machine } from '../hypervisor.ts';
import {
  type Claim,
  claimMachine,
  claimName,
  defineOperation,
  type OperationContext,
  type OperationData,
} from '../operation.ts';
import { when } from '../time/moment.ts';
import { BACKUP_DEADLINE_MS } from './backup-create.ts';
import {
  BackupRef,
  backupRef,
  claimBackup,
  claimBackups,
  type FoundBackup,
  findBackup,
} from './backup-input.ts';
import { MachineRefJson, refOf } from './machine-ref.ts';
import { knownOrNot } from './now.ts';

const Input = z.object({
  backup: BackupRef,
  wanted: z.discriminatedUnion('as', [
    z.object({ as: z.literal('same'), start: z.boolean() }),
    z.object({ as: z.literal('new'), name: z.string(), start: z.boolean() }),
  ]),
  /** The machine that the plan said is overwritten. */
  replaces: MachineRefJson.optional(),
});
type Input = z.infer<typeof Input>;

export const backupRestore = defineOperation<Input>({
  kind: 'backup.restore',
  deadlineMs: BACKUP_DEADLINE_MS,
  parse: (input) => Input.parse(input),
  takesDown: ({ backup, wanted, replaces }) =>
    wanted.as === 'same'
      ? (replaces ?? { site: backup.site, host: backup.host, ...backup.machine })
      : undefined,
  async run(input, context) {
    const { task } = context;
    const found = await findBackup(input.backup, context);
    await switchedOff(input, found, context);
    const restored = await found.backups.restore(found.backup, input.wanted, task);
    const all = await knownOrNot(() => found.hypervisor.machines(task.signal));
    const now = all?.find(({ id }) => id === restored.id);
    return { state: 'done', card: endCard(found.backup, input.wanted, { restored, now }) };
  },
});

export function restoreBackupOperation(
  backup: Backup,
  wanted: Restore,
  { replaces }: Pick<RestoreEffect, 'replaces'>,
): OperationData {
  const { site } = backup;
  return {
    kind: backupRestore.kind,
    title:
      wanted.as === 'new'
        ? `Restore ${codeName(backup)} as ${wanted.name}`
        : `Restore ${backup.machine.name} from ${codeName(backup)}`,
    input: {
      backup: backupRef(backup),
      wanted: { ...wanted },
      replaces: replaces && refOf(replaces),
    } satisfies Input,
    sites: [site],
    claims: [
      ...claimTarget(backup, wanted),
      claimBackups(site, backup.machine, 'shared'),
      claimBackup(backup, 'shared'),
    ],
  };
}

/** Its name too: a machine that is gone comes to be anew, and none may take its name meanwhile. */
function claimTarget({ site, host, machine }: Backup, wanted: Restore): readonly Claim[] {
  if (wanted.as === 'new') return [claimName(site, wanted.name)];
  return [claimMachine({ ...machine, site, host }, 'exclusive'), claimName(site, machine.name)];
}

/** Looks once more at what is overwritten, and cuts its power as the plan said. */
async function switchedOff(
  { wanted, replaces }: Input,
  { backup, backups, hypervisor }: FoundBackup,
  { task }: OperationContext,
): Promise<void> {
  if (wanted.as === 'new') return;
  const found = await task.step('look at what it replaces', {
    async do() {
      const effect = await backups.restoreEffect(backup, wanted, task.signal);
      if (effect.replaces !== undefined && replaces === undefined) throw cameBack(backup);
      return { machine: effect.replaces ?? null };
    },
  });
  const { machine } = found;
  if (machine === null || isOff(machine)) return;
  task.report({ note: `Stopping ${machine.name}` });
  await hypervisor.power(machine, 'stop', task);
}

/** Nothing of it is at work: what it hibernated with is overwritten like its disks. */
export function isOff({ state }: Pick<Machine, 'state'>): boolean {
  return state === 'stopped' || state === 'hibernated';
}

function cameBack({ machine }: Backup): BotError {
  return new BotError('conflict', `${machine.name} was gone, and is there again`, {
    hint: 'Nothing was changed. Ask anew to see what would be overwritten.',
  });
}

interface Came {
  readonly restored: Restored;
  readonly now: Machine | undefined;
}

function endCard(backup: Backup, wanted: Restore, { restored, now }: Came): Card {
  const name = wanted.as === 'new' ? wanted.name : backup.machine.name;
  return {
    title: `${name} was restored from ${codeName(backup)}`,
    tone: outcomeTone(restored),
    blocks: [
      {
        type: 'fields',
        fields: [
          { label: 'Host', value: now?.host ?? backup.host },
          { label: 'As it was', value: when(backup.createdAt) },
          stateField(now),
        ],
      },
      ...outcomeBlocks(restored),
    ],
    actions: nextActions(name, now),
  };
}

function nextActions(name: string, now: Machine | undefined): readonly Action[] {
  const show = { label: 'Show', command: typed('vm show', name) };
  if (now?.state !== 'stopped') return [show];
  return [{ label: 'Start', command: typed('vm start', name) }, show];
}
