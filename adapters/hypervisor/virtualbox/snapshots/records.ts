import { BotError } from '../../../../src/errors.ts';
import type { Snapshot } from '../../../../src/hypervisor/snapshots.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { type Info, readInfo } from '../info.ts';
import { parseSettings } from '../settings-file.ts';

/** A snapshot with the operation that made it, where that was one of ours. */
export interface SnapshotRecord extends Snapshot {
  readonly tag?: string | undefined;
}

export interface Shelf {
  readonly info: Info;
  /** Oldest first. */
  readonly records: readonly SnapshotRecord[];
  /** True where nothing has changed since the current one. */
  readonly isAsSnapshot: boolean;
}

/** The last line of a description we wrote: the mark by which `look` finds it. */
const markLine = /(?:^|\n)nakhoda:([\w-]+)$/;

export function marked(description: string, tag: string): string {
  return [description.trimEnd(), `nakhoda:${tag}`].filter((part) => part !== '').join('\n');
}

export async function readShelf(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<Shelf> {
  const info = await readInfo(client, machine, { signal });
  const text = (await client.reach.files.read([info.settingsFile], signal)).get(info.settingsFile);
  if (text === undefined) {
    throw new BotError(
      'failed',
      `the settings of ${machine.name} cannot be read: ${info.settingsFile}`,
      {
        hint: 'They hold its snapshots. The bot needs the rights of the user who owns the machine.',
      },
    );
  }
  const { snapshots, current, isAsSnapshot } = parseSettings(text);
  const records = snapshots.map(({ description, ...entry }) => ({
    ...entry,
    description: description.replace(markLine, ''),
    tag: markLine.exec(description)?.[1],
    current: entry.id === current,
  }));
  return { info, records: records.toSorted((a, b) => a.createdAt - b.createdAt), isAsSnapshot };
}

/** The one that was shown, as it is now. Names are not unique in VirtualBox: its UUID tells. */
export function sameRecord({ records }: Shelf, wanted: Snapshot, machine: Machine): SnapshotRecord {
  const found = records.find(({ id }) => id === wanted.id);
  if (found) return found;
  throw new BotError('not-found', `${machine.name} has no snapshot ${wanted.name} any more`, {
    hint: '`snapshot list` shows what is there.',
  });
}

/** All that were taken on top of it and on top of those, each before what it stands on: the order they can go in. */
export function descendants(
  { id }: Pick<Snapshot, 'id'>,
  all: readonly SnapshotRecord[],
): readonly SnapshotRecord[] {
  return all
    .filter(({ parent }) => parent === id)
    .toReversed()
    .flatMap((child) => [...descendants(child, all), child]);
}
