import type { Block, Card, Cell, TableBlock } from '../card.ts';
import { problemBlocks } from '../cards/site-answers.ts';
import type { CommandContext, Plan, ResolvedMachine } from '../command.ts';
import { ago, bytes, count } from '../format.ts';
import type { Backup } from '../hypervisor/backups.ts';
import type { SiteAnswer } from '../inventory.ts';
import { claimSlot, type OperationData } from '../operation.ts';
import { deleteBackupOperation } from '../operations/backup-delete.ts';
import { fingerprint } from '../safety/fingerprint.ts';
import { hostsIn } from '../several.ts';
import { machineZone } from '../time/zone.ts';
import { openBackups, type Shelf } from './find.ts';
import { backupGroups } from './groups.ts';
import { type Fate, type Keep, retention } from './retention.ts';

export interface Prune {
  /** All that is kept, of machines that are gone too, when absent. */
  readonly machines?: readonly ResolvedMachine[] | undefined;
  readonly keep: Keep;
  readonly evenLast: boolean;
  readonly dryRun: boolean;
}

/** What goes and what stays with the reason; the preview and a dry run are the same card. */
export async function planPrune(prune: Prune, context: CommandContext): Promise<Card | Plan> {
  const shelf = await openBackups(context);
  const fates = await fatesOf(prune, shelf, context);
  const going = fates.filter(({ stays }) => !stays);
  const card = pruneCard(fates, shelf, context.now());
  if (going.length === 0) return { ...card, title: `Nothing to prune: ${kept(fates, shelf)}` };
  const what = `${going.length} of ${count(fates.length, 'backup')}`;
  if (prune.dryRun) return { ...card, title: `A prune would delete ${what}` };
  const title = `Delete ${what}`;
  return {
    preview: { ...card, title: `${title}?`, tone: 'warning' },
    fingerprint: fingerprint(['prune', prune.keep, fates.map(seen)]),
    danger: 'confirm',
    confirmLabel: `${title} on ${hostsIn(going.map(({ backup }) => backup.host))}, ${freed(going)}`,
    title,
    // Newest first: none goes before those that stand on it.
    operations: going.map(({ backup }) =>
      going.length > 1 ? slotted(backup) : deleteBackupOperation(backup),
    ),
  };
}

/** Hundreds of them go a few at a time on each host. */
function slotted(backup: Backup): OperationData {
  const operation = deleteBackupOperation(backup);
  return { ...operation, claims: [...operation.claims, claimSlot(backup)] };
}

async function fatesOf(
  { machines, keep, evenLast }: Prune,
  shelf: Shelf,
  context: CommandContext,
): Promise<readonly Fate[]> {
  const zone = context.zone ?? machineZone();
  // What was there some time ago is nothing to decide by: the ones that would stay may have gone since.
  const silent = new Set(shelf.answers.filter(isOld).map(({ site }) => site));
  const read = shelf.all.filter(({ site }) => !silent.has(site));
  const groups = await backupGroups(read, machines, context);
  return groups.flatMap((its) => retention(its, { keep, zone, evenLast }));
}

function isOld({ problem }: SiteAnswer<Backup>): boolean {
  return problem !== undefined;
}

function seen({ backup, stays }: Fate) {
  return { site: backup.site, id: backup.id, stays };
}

function kept(fates: readonly Fate[], { answers }: Shelf): string {
  if (fates.length === 0) {
    return answers.some(isOld) ? 'what is kept is unknown' : 'there are no backups';
  }
  return fates.length === 1 ? 'the one backup stays' : `all ${fates.length} backups stay`;
}

function freed(going: readonly Fate[]): string {
  const sizes = going.map(({ backup }) => backup.bytes);
  const known = sizes.filter((size) => size !== undefined);
  const sum = bytes(known.reduce((total, size) => total + size, 0));
  return known.length === sizes.length ? `frees ${sum}` : `frees at least ${sum}`;
}

function pruneCard(fates: readonly Fate[], shelf: Shelf, now: number): Card {
  const going = fates.filter(({ stays }) => !stays);
  const text = `${count(going.length, 'backup')} to delete: ${freed(going)}.`;
  const blocks: Block[] = [...problemBlocks(shelf.answers, now)];
  if (going.length > 0) blocks.push({ type: 'text', text });
  if (fates.length > 0) blocks.push(table(fates, shelf, now));
  return { title: '', blocks };
}

function table(fates: readonly Fate[], { name }: Shelf, now: number): TableBlock {
  return {
    type: 'table',
    columns: [
      { label: 'Backup' },
      { label: 'Made' },
      { label: 'Size', align: 'right' },
      { label: 'Fate' },
      { label: 'Why' },
    ],
    rows: fates.map(({ backup, stays, why }) => [
      name(backup),
      madeAgo(backup, now),
      bytes(backup.bytes),
      fateCell(stays),
      why.join(', '),
    ]),
  };
}

function madeAgo({ createdAt }: Backup, now: number): string {
  return ago(createdAt, now);
}

function fateCell(stays: boolean): Cell {
  return stays ? { text: 'stays', tone: 'success' } : { text: 'goes', tone: 'danger' };
}
