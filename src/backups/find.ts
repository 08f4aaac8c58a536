import { typed } from '../cards/typed.ts';
import type { CommandContext } from '../command.ts';
import { BotError } from '../errors.ts';
import type { Backup } from '../hypervisor/backups.ts';
import type { SiteAnswer } from '../inventory.ts';
import { clip } from '../line/clip.ts';
import { listed } from '../line/usage.ts';
import { codeOf, nameBackups, SHORTEST } from './names.ts';
import { ownerOf } from './owner.ts';

/** A backup that is there already. */
export const backupOption = {
  type: 'text',
  description: 'Which one: its name in the list, or NAME@latest',
  required: true,
  of: 'backup',
} as const;

/** Every backup as it is now, with what each is called. */
export interface Shelf {
  readonly answers: readonly SiteAnswer<Backup>[];
  /** Newest first. */
  readonly all: readonly Backup[];
  name(backup: Backup): string;
}

export async function openBackups({ fleet, signal }: CommandContext): Promise<Shelf> {
  const answers = await fleet.backups(signal, { anew: true });
  return shelfOf(answers);
}

export function shelfOf(answers: readonly SiteAnswer<Backup>[]): Shelf {
  const all = answers.flatMap(({ items }) => items).toSorted((a, b) => b.createdAt - a.createdAt);
  return { answers, all, name: nameBackups(all) };
}

const LATEST = 'latest';

/**
 * The one backup that a word means: `web-1@k7f2q`, `k7f2q`, `web-1@latest`, or the platform's own id. Throws
 * `not-found` and `ambiguous`, with what `line` makes of the names that may have been meant.
 */
export function pickBackup(shelf: Shelf, word: string, line: (name: string) => string): Backup {
  const own = shelf.all.filter(({ id }) => id === word);
  const found = own.length > 0 ? own : meantBy(shelf, word);
  const [only, ...others] = found;
  if (only === undefined) throw missing(shelf, word, line);
  if (others.length === 0) return only;
  throw new BotError('ambiguous', `${clip(word)} means ${found.length} backups`, {
    hint: `Say which: ${listed(found.slice(0, 5).map(shelf.name), 'or')}.`,
    choices: found.slice(0, 5).map((one) => line(shelf.name(one))),
  });
}

function meantBy({ all }: Shelf, word: string): readonly Backup[] {
  const cut = word.lastIndexOf('@');
  const owner = cut < 0 ? undefined : word.slice(0, cut);
  const which = word.slice(cut + 1).toLowerCase();
  const theirs = owner === undefined ? all : all.filter((backup) => isOwner(backup, owner));
  if (which === LATEST) return owner === undefined ? [] : newestOfEach(theirs);
  if (which.length < SHORTEST) return [];
  return theirs.filter((backup) => codeOf(backup).startsWith(which));
}

/** True for the name, `site/name` and id of the machine it was made of. */
export function isOwner({ site, machine }: Backup, word: string): boolean {
  const { id, name } = machine;
  return [name, id, `${site}/${name}`, `${site}/${id}`].includes(word);
}

/** Two machines may have had the same name: then it is for the person to say which. */
function newestOfEach(newestFirst: readonly Backup[]): readonly Backup[] {
  const newest = new Map<string, Backup>();
  for (const backup of newestFirst) {
    const owner = ownerOf(backup);
    if (!newest.has(owner)) newest.set(owner, backup);
  }
  return [...newest.values()];
}

function missing(shelf: Shelf, word: string, line: (name: string) => string): BotError {
  const { all, answers } = shelf;
  const silent = answers.filter(({ problem }) => problem !== undefined).map(({ site }) => site);
  const cut = word.lastIndexOf('@');
  const owner = cut < 0 ? word : word.slice(0, cut);
  const near = all
    .filter((backup) => isOwner(backup, owner))
    .slice(0, 3)
    .map(shelf.name);
  const list = 'backup list shows them all.';
  const hint = near.length > 0 ? `${clip(owner)} has ${listed(near)}. ${list}` : list;
  const because = silent.length > 0 ? `: ${listed(silent)} did not answer just now` : '';
  return new BotError('not-found', `There is no backup ${clip(word)}${because}`, {
    hint: all.length === 0 ? `Make the first: ${typed('backup create', 'NAME')}` : hint,
    choices: near.map((name) => line(name)),
  });
}

/** What a word could be completed with, newest first. */
export function backupWords({ all, name }: Shelf): readonly string[] {
  const owners = [...new Set(all.map(({ machine }) => machine.name))];
  return [...owners.map((owner) => `${owner}@${LATEST}`), ...all.map(name)];
}
