import { backupsOf } from '../capability.ts';
import type { Block, Card, Column } from '../card.ts';
import { typed } from '../cards/typed.ts';
import type { CommandContext, Plan, ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import { someAtOnce } from '../flow/some-at-once.ts';
import { bytes, count } from '../format.ts';
import { agentActions } from '../guest/setup/line.ts';
import type { BackupPlace, BackupProspect, NewBackup } from '../hypervisor/backups.ts';
import { listed } from '../line/usage.ts';
import type { OperationData } from '../operation.ts';
import { createBackupOperation } from '../operations/backup-create.ts';
import { fingerprint } from '../safety/fingerprint.ts';
import { seenMachine } from '../safety/seen.ts';
import { type LeftOut, planSeveral } from '../several.ts';

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
  const [first, ...others] = machines;
  if (first === undefined) throw new BotError('not-found', 'No machine fits');
  if (others.length > 0) return planMany(machines, wanted, context);
  const one = await prospected(first, wanted, context);
  await refuseFull([one], context.signal);
  const operations = [operationFor(one, wanted)];
  const { machine, prospect } = one;
  if (prospect.warnings.length === 0) return { operations };
  return {
    preview: preview(one),
    fingerprint: fingerprint(['backup', wanted, seen(one)]),
    danger: 'confirm',
    confirmLabel: `Back up ${machine.label} on ${machine.machine.host}`,
    operations,
  };
}

async function planMany(
  machines: readonly ResolvedMachine[],
  wanted: NewBackup,
  context: CommandContext,
): Promise<Plan> {
  const asked = await someAtOnce(machines, (one) => tried(one, wanted, context));
  const able = asked.filter((one) => 'prospect' in one);
  const left = asked.filter((one) => 'why' in one);
  await refuseFull(able, context.signal);
  return planSeveral({
    verb: 'Back up',
    able: able.map((one) => ({
      machine: one.machine,
      operation: operationFor(one, wanted),
      cells: cellsOf(one),
    })),
    left,
    columns,
    says: findings(able),
    seen: [wanted, able.map(seen)],
  });
}

/** The place that was shown is the place that is used. */
function operationFor({ machine, prospect }: Prospected, wanted: NewBackup): OperationData {
  return createBackupOperation(machine, { ...wanted, place: prospect.place.name });
}

/** One that cannot be backed up keeps no other from it. */
async function tried(
  machine: ResolvedMachine,
  wanted: NewBackup,
  context: CommandContext,
): Promise<Prospected | LeftOut> {
  try {
    return await prospected(machine, wanted, context);
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return { machine, why: `cannot be backed up: ${error.message}` };
  }
}

async function prospected(
  asked: ResolvedMachine,
  wanted: NewBackup,
  { fleet, signal }: CommandContext,
): Promise<Prospected> {
  const backups = backupsOf(asked.hypervisor);
  refuseUnknown(wanted, asked);
  const current = await fleet.current(asked.machine, signal);
  const machine = { ...current, label: asked.label };
  return { machine, prospect: await backups.prospect(current.machine, wanted, signal) };
}

const whatToChoose = [
  ['mode', 'modes'],
  ['compress', 'compressions'],
] as const;

/** Throws `unsupported` for a mode or a compression that the site's backups do not know. */
function refuseUnknown(wanted: NewBackup, { hypervisor, label }: ResolvedMachine): void {
  for (const [option, choices] of whatToChoose) {
    const asked = wanted[option];
    const able: readonly string[] = hypervisor.backups?.choices?.[choices] ?? [];
    if (asked === undefined || able.includes(asked)) continue;
    const { name } = hypervisor.site;
    throw new BotError(
      'unsupported',
      `${name} has no --${option} ${asked} for the backup of ${label}`,
      {
        hint: able.length > 0 ? `It has ${listed(able)}.` : `Leave out --${option} there.`,
      },
    );
  }
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

function preview(one: Prospected): Card {
  const { prospect, machine } = one;
  const [to = '', needs = '', free = ''] = cellsOf(one);
  return {
    title: `Back up ${machine.label}?`,
    tone: 'warning',
    blocks: [
      { type: 'text', text: prospect.warnings.map(asSentence).join('\n') },
      {
        type: 'fields',
        fields: [
          { label: 'Machine', value: `${machine.label} on ${machine.machine.host}` },
          { label: 'To', value: to },
          { label: 'At most', value: needs },
          { label: 'Free there', value: free },
        ],
      },
    ],
    actions: agentActions(machine.label, prospect),
  };
}

function asSentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

const columns: readonly Column[] = [
  { label: 'To' },
  { label: 'At most', align: 'right' },
  { label: 'Free there', align: 'right' },
];

function cellsOf({ prospect: { place, needsBytes } }: Prospected): readonly string[] {
  return [`${place.name} on ${place.host}`, bytes(needsBytes), bytes(place.freeBytes)];
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
