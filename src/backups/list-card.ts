import type { Block, Card } from '../card.ts';
import { allowed } from '../cards/allowed.ts';
import { backupTable, placeFields } from '../cards/backups.ts';
import { agesOf, hasProblem, problemBlocks } from '../cards/site-answers.ts';
import { typed } from '../cards/typed.ts';
import type { CommandContext } from '../command.ts';
import { count } from '../format.ts';
import type { Backup, BackupPlace } from '../hypervisor/backups.ts';
import { orLines } from '../line/or-lines.ts';
import { type Attempt, attempt } from '../summary/attempt.ts';
import { isOwner, openBackups, type Shelf } from './find.ts';

/** More than a person reads; the rest is counted. */
const MAX_ROWS = 60;
/** Milliseconds that the places of a site may take to tell what is free. */
const PLACES_LIMIT = 10_000;

/** Everything that is kept, or what is kept of one machine, be it gone. */
export async function backupsCard(
  machine: string | undefined,
  context: CommandContext,
): Promise<Card> {
  const [shelf, places] = await Promise.all([openBackups(context), placesOf(context)]);
  const backups =
    machine === undefined ? shelf.all : shelf.all.filter((one) => isOwner(one, machine));
  // Neither kept nor known: a slip of the pen is told.
  if (machine !== undefined && backups.length === 0) {
    await orLines(context.fleet.machine(machine, context.signal), (name) =>
      typed('backup list', name),
    );
  }
  const now = context.now();
  const of = machine === undefined ? '' : ` of ${machine}`;
  return {
    title: unknownToo(backups, shelf)
      ? `Backups${of}: unknown`
      : `${count(backups.length, 'backup')}${of}`,
    tone: hasProblem(shelf.answers) || backups.some(isBroken) ? 'warning' : undefined,
    blocks: [
      ...problemBlocks(shelf.answers, now),
      ...rows(backups, shelf, now),
      ...findings(backups, shelf),
      ...spaceLeft(places),
    ],
    actions: offers({ backups, shelf, machine }, context),
    footer: agesOf(shelf.answers, now),
  };
}

function isBroken({ verified }: Backup): boolean {
  return verified?.verdict.whole === false;
}

/** Who was not asked cannot be said to have none. */
function unknownToo(backups: readonly Backup[], { answers }: Shelf): boolean {
  return backups.length === 0 && hasProblem(answers);
}

function rows(backups: readonly Backup[], shelf: Shelf, now: number): readonly Block[] {
  if (backups.length === 0) {
    return unknownToo(backups, shelf) ? [] : [{ type: 'text', text: 'None was made yet.' }];
  }
  const more = backups.length - MAX_ROWS;
  const rest = `And ${more} older ones: name a machine to see its own.`;
  return [
    backupTable(backups.slice(0, MAX_ROWS), { name: shelf.name, now }),
    ...(more > 0 ? [{ type: 'text', text: rest } as const] : []),
  ];
}

/** What is wrong, said once for all that it is wrong with. */
function findings(backups: readonly Backup[], { name }: Shelf): readonly Block[] {
  const found = new Map<string, Backup[]>();
  for (const backup of backups) {
    const { verified, warnings } = backup;
    const broken = verified?.verdict.whole === false ? [verified.verdict.says] : [];
    for (const words of [...broken, ...warnings]) {
      found.set(words, [...(found.get(words) ?? []), backup]);
    }
  }
  const lines = [...found].map(([words, its]) => {
    const [first] = its;
    const who = first !== undefined && its.length === 1 ? name(first) : `${its.length} of them`;
    return `${who}: ${words}`;
  });
  return lines.length === 0 ? [] : [{ type: 'text', text: lines.join('\n') }];
}

interface SitePlaces {
  readonly site: string;
  readonly places: Attempt<readonly BackupPlace[]>;
}

function placesOf({ fleet, signal }: CommandContext): Promise<readonly SitePlaces[]> {
  const limit = AbortSignal.timeout(PLACES_LIMIT);
  const asked = fleet.sites.flatMap(({ backups, site }) =>
    backups === undefined ? [] : [{ backups, site: site.name }],
  );
  return Promise.all(
    asked.map(async ({ backups, site }) => ({
      site,
      places: await attempt((either) => backups.places(either), { signal, limit }),
    })),
  );
}

function spaceLeft(sites: readonly SitePlaces[]): readonly Block[] {
  const fields = sites.flatMap(({ site, places }) =>
    places.value === undefined
      ? [{ label: site, value: `its places are unknown: ${places.why}`, tone: 'warning' as const }]
      : placeFields(places.value),
  );
  return fields.length === 0 ? [] : [{ type: 'fields', fields }];
}

interface Shown {
  readonly backups: readonly Backup[];
  readonly shelf: Shelf;
  readonly machine: string | undefined;
}

function offers({ backups, shelf, machine }: Shown, context: CommandContext) {
  const create = machine === undefined ? [] : [createOffer(machine)];
  const [newest] = backups;
  if (newest === undefined) return allowed(create, context);
  const name = shelf.name(newest);
  const verify = { label: 'Verify the newest', command: typed('backup verify', name) };
  const restore = { label: 'Restore the newest', command: typed('backup restore', name) };
  return allowed(
    [...create, { ...verify, needs: 'backup.create' }, { ...restore, needs: 'backup.restore' }],
    context,
  );
}

function createOffer(machine: string) {
  return {
    label: 'Back up now',
    command: typed('backup create', machine),
    needs: 'backup.create',
  } as const;
}
