import { backupsOf } from '../capability.ts';
import type { Card, Field } from '../card.ts';
import { backupFields, verifiedWords } from '../cards/backups.ts';
import { stateWords } from '../cards/machine-state.ts';
import { typed } from '../cards/typed.ts';
import type { CommandContext, Plan } from '../command.ts';
import { BotError } from '../errors.ts';
import { bytes, span } from '../format.ts';
import type { Backup, Restore, RestoreEffect } from '../hypervisor/backups.ts';
import type { Hypervisor, Machine } from '../hypervisor.ts';
import { isOff, restoreBackupOperation } from '../operations/backup-restore.ts';
import { fingerprint } from '../safety/fingerprint.ts';
import { isOwner, type Shelf } from './find.ts';
import { ownerOf } from './owner.ts';
import { isGood } from './retention.ts';

export interface WantedRestore {
  readonly backup: Backup;
  readonly wanted: Restore;
}

/** Beside the others at once; over a machine only after a look at what is lost. */
export async function planRestore(
  { backup, wanted }: WantedRestore,
  shelf: Shelf,
  context: CommandContext,
): Promise<Plan> {
  refuseBroken(backup, shelf);
  const site = context.fleet.site(backup.site);
  const effect = await effectOf(site, { backup, wanted }, { shelf, signal: context.signal });
  refuseFull(effect);
  const { replaces } = effect;
  const operations = [restoreBackupOperation(backup, wanted, effect)];
  if (replaces === undefined) return { operations };
  const { id, birth, name, host, state } = replaces;
  const now = { id, birth, name, host, state };
  return {
    preview: preview({ backup, effect, replaces, wanted }, shelf, context.now()),
    fingerprint: fingerprint(['restore', seenBackup(backup), wanted, now, effect.says]),
    danger: 'confirm',
    confirmLabel: `Restore ${name} on ${host}`,
    operations,
  };
}

/** The one that was shown: another may have its id by now. */
function seenBackup({ site, id, createdAt }: Backup) {
  return { site, id, createdAt };
}

/** What a verification found wrong would only replace what is well. */
function refuseBroken(backup: Backup, shelf: Shelf): void {
  const byId = new Map(
    shelf.all.filter(({ site }) => site === backup.site).map((one) => [one.id, one]),
  );
  if (isGood(backup, byId)) return;
  const good = shelf.all.find((one) => ownerOf(one) === ownerOf(backup) && isGood(one, byId));
  const line = good && typed('backup restore', shelf.name(good));
  const why = backup.verified?.verdict.whole === false ? backup.verified.verdict.says : undefined;
  throw new BotError(
    'conflict',
    `${shelf.name(backup)} is not whole: ${why ?? 'one that it stands on is broken or gone'}`,
    {
      hint: line
        ? `Nothing was changed. Whole as far as is known: ${line}`
        : 'Nothing was changed.',
      choices: line === undefined ? [] : [line],
    },
  );
}

async function effectOf(
  site: Hypervisor,
  { backup, wanted }: WantedRestore,
  { shelf, signal }: { readonly shelf: Shelf; readonly signal: AbortSignal },
): Promise<RestoreEffect> {
  try {
    return await backupsOf(site).restoreEffect(backup, wanted, signal);
  } catch (error) {
    if (!(error instanceof BotError) || error.code !== 'conflict') throw error;
    const beside = `${typed('backup restore', shelf.name(backup))} --as NAME`;
    const hint = error.hint ?? `Nothing was changed. Beside the others: ${beside}`;
    throw new BotError(error.code, error.message, { hint, cause: error });
  }
}

function refuseFull({ needsBytes = 0, freeBytes }: RestoreEffect): void {
  if (freeBytes === undefined || needsBytes <= freeBytes) return;
  throw new BotError(
    'conflict',
    `There is too little room: it needs ${bytes(needsBytes)}, ${bytes(freeBytes)} are free`,
    { hint: 'Nothing was changed. host storage shows what holds the space.' },
  );
}

interface Over extends WantedRestore {
  readonly effect: RestoreEffect;
  readonly replaces: Machine;
}

function preview({ backup, effect, replaces, wanted }: Over, shelf: Shelf, now: number): Card {
  const { name } = replaces;
  const age = span(Math.max(0, now - backup.createdAt));
  return {
    title: `Restore ${name} from ${shelf.name(backup)}?`,
    tone: 'warning',
    blocks: [
      {
        type: 'text',
        text: [
          `Its disks are overwritten. Everything on ${name} since the backup is lost: the changes of ${age}.`,
          ...whatFirst(replaces),
          ...effect.says.map((words) => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`),
        ].join('\n'),
      },
      { type: 'fields', fields: facts({ backup, effect, replaces, wanted }, now) },
    ],
    actions: isOwner(backup, name)
      ? [{ label: 'Backups', command: typed('backup list', name) }]
      : [],
  };
}

function whatFirst(replaces: Machine): readonly string[] {
  if (isOff(replaces)) return [];
  return [`${replaces.name} is ${stateWords(replaces)}: its power is cut first.`];
}

function facts({ backup, effect, replaces, wanted }: Over, now: number): readonly Field[] {
  return [
    { label: 'Machine', value: `${replaces.name} on ${replaces.host}` },
    ...backupFields(backup),
    {
      label: 'Verified',
      value: verifiedWords(backup, now),
      tone: backup.verified === undefined ? 'warning' : 'success',
    },
    ...(effect.freeBytes === undefined
      ? []
      : [{ label: 'Free there', value: bytes(effect.freeBytes) }]),
    { label: 'Afterwards', value: wanted.start ? 'running, started anew' : 'off' },
  ];
}
