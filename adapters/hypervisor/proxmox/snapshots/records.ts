import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { Snapshot } from '../../../../src/hypervisor/snapshots.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { guestPath } from '../guest-path.ts';
import type { Parts } from '../parts.ts';
import { checkId } from '../power/now.ts';

/** A snapshot with what Proxmox tells of it beside. */
export interface SnapshotRecord extends Snapshot {
  /** The operation that made it, where that was one of ours. */
  readonly tag?: string | undefined;
  /** `prepare` or `delete`: an act on it that never came to its end. */
  readonly unfinished?: string | undefined;
}

/** All snapshots of a machine, and the machine as it is now. */
export interface Shelf {
  /** Oldest first. */
  readonly records: readonly SnapshotRecord[];
  /** It is on, so it has RAM. */
  readonly isOn: boolean;
}

const Row = z.object({
  name: z.string(),
  description: z.string().optional(),
  snaptime: z.number().optional(),
  vmstate: z.number().optional(),
  parent: z.string().optional(),
  snapstate: z.string().optional(),
  running: z.number().optional(),
});
type Row = z.infer<typeof Row>;

/** As Proxmox lists them, in any order. */
export const Shelf = z.array(Row).transform((rows): Shelf => {
  const present = rows.find(({ name }) => name === PRESENT);
  const records = rows
    .filter(({ name }) => name !== PRESENT)
    .map((row) => record(row, present?.parent));
  return { records: inOrder(records), isOn: present?.running === 1 };
});

/** What Proxmox calls the machine's present state in the list of its snapshots: no snapshot. */
const PRESENT = 'current';
/** The last line of a description we wrote: the mark that tells our snapshot from another of its name. */
const markLine = /(?:^|\n)nakhoda:([\w-]+)\s*$/;

export function marked(description: string, tag: string): string {
  return [description.trimEnd(), `nakhoda:${tag}`].filter((part) => part !== '').join('\n');
}

export async function readShelf(
  { client }: Pick<Parts, 'client'>,
  machine: Machine,
  signal: AbortSignal,
): Promise<Shelf> {
  checkId(machine);
  return client.get(`${guestPath(machine)}/snapshot`, {
    schema: Shelf,
    signal,
    name: machine.name,
  });
}

function record(row: Row, current: string | undefined): SnapshotRecord {
  const { name, description = '', snaptime = 0, vmstate, parent, snapstate } = row;
  const tag = markLine.exec(description)?.[1];
  return {
    id: name,
    name,
    description: description.replace(markLine, '').trimEnd(),
    createdAt: snaptime * 1_000,
    current: name === current,
    memory: vmstate === 1,
    ...(parent !== undefined && { parent }),
    ...(tag !== undefined && { tag }),
    ...(snapstate !== undefined && { unfinished: snapstate }),
  };
}

/** Proxmox counts whole seconds: of two in the same one, the child is the younger. */
function inOrder(records: readonly SnapshotRecord[]): readonly SnapshotRecord[] {
  const parents = new Map(records.map(({ id, parent }) => [id, parent]));
  const depth = (id: string) => {
    let steps = 0;
    for (let at = parents.get(id); at !== undefined && steps < records.length; steps += 1) {
      at = parents.get(at);
    }
    return steps;
  };
  return records.toSorted((a, b) => a.createdAt - b.createdAt || depth(a.id) - depth(b.id));
}

/** Those taken on top of it, and on top of those; the deepest first. */
export function descendants(
  { id }: Pick<Snapshot, 'id'>,
  records: readonly SnapshotRecord[],
): readonly SnapshotRecord[] {
  // Without itself, as a configuration written by hand may go in a circle.
  const others = records.filter((record) => record.id !== id);
  const children = others.filter(({ parent }) => parent === id);
  return children.toReversed().flatMap((child) => [...descendants(child, others), child]);
}

/** The snapshot as it was when the person saw it. Throws `not-found`, and `conflict` for a later namesake. */
export function sameRecord(
  { records }: Shelf,
  { name: machine }: Pick<Machine, 'name'>,
  wanted: Snapshot,
): SnapshotRecord {
  const found = records.find(({ id }) => id === wanted.id);
  if (!found) {
    throw new BotError('not-found', `${machine} has no snapshot ${wanted.name} any more`, {
      hint: '`snapshot list` shows what there is.',
    });
  }
  if (found.createdAt === wanted.createdAt) return found;
  const message = `${wanted.name} is another snapshot now than the one that was shown`;
  throw new BotError('conflict', message, { hint: 'Look at `snapshot list`, then ask again.' });
}
