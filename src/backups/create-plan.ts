import { backupsOf } from '../capability.ts';
import type { Block, Card, TableBlock } from '../card.ts';
import { typed } from '../cards/typed.ts';
import type { CommandContext, Plan, ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import { bytes, count } from '../format.ts';
import type { BackupPlace, BackupProspect, NewBackup } from '../hypervisor/backups.ts';
import { listed } from '../line/usage.ts';
import { createBackupOperation } from '../operations/backup-create.ts';
import { fingerprint } from '../safety/fingerprint.ts';
import { seenMachine } from '../safety/seen.ts';

interface Prospected {
  readonly machine: ResolvedMachine;
  readonly prospect: BackupProspect;
}

/** One machine at once where nothing is worth saying; several, or with a finding, after a look. */
export async function planBackups(
  machines: readonly ResolvedMachine[],
  wanted: NewBackup,
  context: CommandContext,
): Promise<Plan> {
  const all = await Promise.all(machines.map((one) => prospected(one, wanted, context)));
  const [first, ...others] = all;
  if (first === undefined) throw new BotError('not-found', 'No machine fits');
  await refuseFull(all, context.signal);
  const operations = all.map(({ machine, prospect }) =>
    // The place that was shown is the place that is used.
    createBackupOperation(machine, { ...wanted, place: prospect.place.name }),
  );
  const said = all.some(({ prospect }) => prospect.warnings.length > 0);
  if (others.length === 0 && !said) return { operations };
  const one = others.length === 0;
  const title = one ? `Back up ${first.machine.label}` : `Back up ${count(all.length, 'machine')}`;
  return {
    preview: preview(`${title}?`, all),
    fingerprint: fingerprint(['backup', wanted, all.map(seen)]),
    danger: 'confirm',
    confirmLabel: one ? `${title} on ${first.machine.machine.host}` : title,
    title,
    operations,
  };
}

async function prospected(
  asked: ResolvedMachine,
  wanted: NewBackup,
  { fleet, signal }: CommandContext,
): Promise<Prospected> {
  const backups = backupsOf(asked.hypervisor);
  const current = await fleet.current(asked.machine, signal);
  const machine = { ...current, label: asked.label };
  return { machine, prospect: await backups.prospect(current.machine, wanted, signal) };
}

/** Free space moves by itself; what is said of it and what is needed does not. */
function seen({ machine, prospect: { place, warnings } }: Prospected) {
  return { machine: seenMachine(machine), place: place.name, warnings };
}

interface Wish {
  readonly site: string;
  readonly place: BackupPlace;
  readonly whose: readonly string[];
  readonly needs: number;
}

/** All of them together must fit before the first is begun. Throws `conflict`. */
async function refuseFull(all: readonly Prospected[], signal: AbortSignal): Promise<void> {
  const by = Map.groupBy(all, ({ machine, prospect: { place } }) =>
    JSON.stringify([machine.machine.site, place.host, place.name]),
  );
  for (const together of by.values()) {
    const [first] = together;
    if (first === undefined) continue;
    const { place } = first.prospect;
    const wish: Wish = {
      site: first.machine.machine.site,
      place,
      whose: together.map(({ machine }) => machine.label),
      needs: together.reduce((sum, { prospect }) => sum + (prospect.needsBytes ?? 0), 0),
    };
    if (place.problem !== undefined) throw unusable(place);
    if (place.freeBytes === undefined || wish.needs <= place.freeBytes) continue;
    throw await tooFull(wish, first.machine, signal);
  }
}

function unusable({ name, host, problem }: BackupPlace): BotError {
  return new BotError('conflict', `${name} on ${host} cannot be used: ${problem}`, {
    hint: 'Nothing was begun. Name another place with --place.',
  });
}

async function tooFull(
  { place, whose, needs }: Wish,
  machine: ResolvedMachine,
  signal: AbortSignal,
): Promise<BotError> {
  const places = await backupsOf(machine.hypervisor).places(signal);
  const fitting = places.filter(
    ({ host, freeBytes = 0, problem }) =>
      host === place.host && problem === undefined && freeBytes >= needs,
  );
  const [whom] = whose.length === 1 ? whose : [];
  const what = whom === undefined ? `${count(whose.length, 'backup')}` : `the backup of ${whom}`;
  const instead = fitting.map(({ name }) => typed('--place', name));
  const hint = instead.length > 0 ? `There is room with ${listed(instead, 'or')}.` : prune;
  return new BotError(
    'conflict',
    `${place.name} on ${place.host} has ${bytes(place.freeBytes)} free: ${what} may need ${bytes(needs)}`,
    { hint: `Nothing was begun. ${hint}` },
  );
}

const prune = 'backup prune makes room there.';

function preview(title: string, all: readonly Prospected[]): Card {
  return { title, tone: 'warning', blocks: [table(all), ...findings(all)] };
}

function table(all: readonly Prospected[]): TableBlock {
  return {
    type: 'table',
    columns: [
      { label: 'Machine' },
      { label: 'To' },
      { label: 'At most', align: 'right' },
      { label: 'Free there', align: 'right' },
    ],
    rows: all.map(({ machine, prospect: { place, needsBytes } }) => [
      machine.label,
      `${place.name} on ${place.host}`,
      bytes(needsBytes),
      bytes(place.freeBytes),
    ]),
  };
}

/** Each finding once, with whom it concerns. */
function findings(all: readonly Prospected[]): readonly Block[] {
  const found = new Map<string, string[]>();
  for (const { machine, prospect } of all) {
    for (const words of prospect.warnings) {
      found.set(words, [...(found.get(words) ?? []), machine.label]);
    }
  }
  const lines = [...found].map(([words, whose]) => `${listed(whose)}: ${words}`);
  return lines.length === 0 ? [] : [{ type: 'text', text: lines.join('\n') }];
}
