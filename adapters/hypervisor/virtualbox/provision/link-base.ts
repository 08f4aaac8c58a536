import { BotError } from '../../../../src/errors.ts';
import type { Clone } from '../../../../src/hypervisor/provision.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Look, TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { nameFault } from '../names.ts';
import { settled } from '../now.ts';
import { marked, readShelf, type Shelf, type SnapshotRecord } from '../snapshots/records.ts';
import { uuidWord } from '../words.ts';

/** The snapshot that a linked clone stands on. */
export type LinkBase = Pick<SnapshotRecord, 'id' | 'name'>;

const DESCRIPTION = 'Linked clones stand on this snapshot: it stays as long as they do.';

/**
 * A clone is linked to a snapshot, whose disks nobody writes to. One that was taken for an earlier clone is used again
 * where nothing has changed since; another is taken else. It stays when the clone fails: the machine is as it was.
 */
export function linkBase(
  client: Client,
  { machine, wanted, task }: { machine: Machine; wanted: Clone; task: TaskControl },
): Promise<LinkBase> {
  const name = baseName(wanted);
  const mine = ({ records }: Shelf) => records.find(({ tag }) => tag === task.tag);
  return task.step('take the snapshot', {
    async do(): Promise<LinkBase> {
      const before = await readShelf(client, machine, task.signal);
      const again = reusable(before);
      if (again) return again;
      const description = `--description=${marked(DESCRIPTION, task.tag)}`;
      const words = ['snapshot', uuidWord(machine.id), 'take', name, description];
      await client.act(words, { task, name: machine.name, note: 'taking a snapshot to stand on' });
      const made = mine(await readShelf(client, machine, task.signal));
      if (made) return { id: made.id, name: made.name };
      throw new BotError('failed', 'VirtualBox took the snapshot, and it is not there');
    },
    async look(signal): Promise<Look<LinkBase>> {
      await settled(client, machine, signal);
      const made = mine(await readShelf(client, machine, signal));
      return made
        ? { found: 'done', result: { id: made.id, name: made.name } }
        : { found: 'not-done' };
    },
  });
}

/** What that does to the original. */
export async function linkEffect(
  client: Client,
  machine: Machine,
  { wanted, signal }: { readonly wanted: Clone; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const again = reusable(await readShelf(client, machine, signal));
  const { name } = machine;
  return [
    again
      ? `the clone stands on the snapshot ${again.name} of ${name}`
      : `${name} gets a snapshot, ${baseName(wanted)}, for the clone to stand on`,
    `as long as the clone is there, neither that snapshot nor ${name} can be deleted`,
  ];
}

/** What {@link linkBase} would use; undefined where it would take one. */
function reusable({ records, isAsSnapshot }: Shelf): LinkBase | undefined {
  const now = records.find(({ current }) => current);
  const isOurs = now?.tag !== undefined && now.description === DESCRIPTION;
  return isAsSnapshot && now && isOurs ? { id: now.id, name: now.name } : undefined;
}

/** What a snapshot is called that is taken for this clone. */
function baseName({ name }: Pick<Clone, 'name'>): string {
  const wanted = `base of ${name}`;
  return nameFault(wanted) === undefined ? wanted : 'base of linked clones';
}
