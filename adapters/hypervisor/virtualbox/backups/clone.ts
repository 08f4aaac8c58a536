import { BotError } from '../../../../src/errors.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { newUuid } from '../../../../src/new-uuid.ts';
import type { Progress, TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { readInfo } from '../info.ts';
import { settled } from '../now.ts';
import { marked, readShelf } from '../snapshots/records.ts';
import { uuidWord } from '../words.ts';
import { shortTag } from './directory.ts';

interface Cloning {
  readonly machine: Machine;
  readonly task: TaskControl;
  /** Where its files lie until it is removed. */
  readonly directory: string;
  readonly live: boolean;
}

const SNAPSHOT = 'backup in progress';

/** A machine of its own that stands on a snapshot of this one, so that it can be exported while this one runs. */
export async function makeClone(client: Client, cloning: Cloning): Promise<string> {
  const { machine, task, directory } = cloning;
  const snapshot = await takeSnapshot(client, cloning);
  const id = newUuid(task);
  const words = [
    ...['clonevm', uuidWord(machine.id), '--snapshot', uuidWord(snapshot), '--register'],
    ...['--options=link,keepallmacs', `--uuid=${id}`, `--name=${cloneName(machine, task)}`],
    `--basefolder=${directory}`,
  ];
  const clone: MachineName = { id, name: `the clone of ${machine.name}` };
  await task.step('make a linked clone', {
    do: () =>
      client.act(words, { ...quietly(task), name: machine.name, note: 'making a clone to export' }),
    look: async (signal) =>
      (await isThere(client, clone, signal))
        ? { found: 'done', result: { warnings: [], log: [] } }
        : { found: 'not-done' },
  });
  return id;
}

/** Each of these acts has a bar of its own, and none is the backup's. */
function quietly({ signal, report }: Pick<TaskControl, 'signal' | 'report'>) {
  return { task: { signal, report: ({ note }: Progress) => report({ note }) } };
}

type MachineName = Pick<Machine, 'id' | 'name'>;

/** What the disks in the appliance are called after, and what a list shows meanwhile: a plain name. */
function cloneName({ name }: Machine, task: TaskControl): string {
  return `${plainStem(name)}-backup-${shortTag(task)}`;
}

/** Of the machine's name what is safe in every file's name. */
export function plainStem(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_.-]+/g, '_').replace(/^[^A-Za-z0-9]+/, '');
  return plain === '' ? 'machine' : plain.slice(0, 60);
}

async function takeSnapshot(client: Client, { machine, task, live }: Cloning): Promise<string> {
  const words = ['snapshot', uuidWord(machine.id), 'take', SNAPSHOT];
  const rest = [`--description=${marked('', task.tag)}`, ...(live ? ['--live'] : [])];
  const made = await task.step('take a snapshot to copy from', {
    async do() {
      const note = 'taking a snapshot to copy from';
      await client.act([...words, ...rest], { ...quietly(task), name: machine.name, note });
      return { id: (await findSnapshot(client, machine, task)) ?? '' };
    },
    async look(signal) {
      await settled(client, machine, signal);
      const id = await findSnapshot(client, machine, { tag: task.tag, signal });
      return id === undefined ? { found: 'not-done' } : { found: 'done', result: { id } };
    },
  });
  return made.id;
}

async function findSnapshot(
  client: Client,
  machine: Machine,
  { tag, signal }: Pick<TaskControl, 'tag' | 'signal'>,
): Promise<string | undefined> {
  const { records } = await readShelf(client, machine, signal);
  return records.find((record) => record.name === SNAPSHOT && record.tag === tag)?.id;
}

async function isThere(client: Client, clone: MachineName, signal: AbortSignal): Promise<boolean> {
  try {
    await readInfo(client, clone, { signal });
    return true;
  } catch (error) {
    if (error instanceof BotError && error.code === 'not-found') return false;
    throw error;
  }
}

type Removing = Pick<Cloning, 'machine'> & {
  readonly task: Pick<TaskControl, 'tag' | 'signal' | 'report'>;
};

/** Safe to repeat: what is gone already is not asked for. */
export async function removeClone(client: Client, { machine, task }: Removing): Promise<null> {
  const clone = { id: newUuid(task), name: `the clone of ${machine.name}` };
  if (await isThere(client, clone, task.signal)) {
    const acting = { ...quietly(task), name: clone.name, note: 'removing the clone' };
    await client.tidy(['unregistervm', uuidWord(clone.id), '--delete'], acting);
  }
  const snapshot = await findSnapshot(client, machine, task);
  if (snapshot !== undefined) {
    const note = 'deleting the snapshot it was copied from';
    const acting = { ...quietly(task), name: machine.name, note };
    const words = ['snapshot', uuidWord(machine.id), 'delete', uuidWord(snapshot)];
    await client.tidy(words, acting);
  }
  return null;
}

/** For whoever has to do it by hand. */
export function leftovers({ machine, task }: Pick<Cloning, 'machine' | 'task'>): string {
  return `Look for the machine ${cloneName(machine, task)} and for the snapshot “${SNAPSHOT}” of ${machine.name}: they may still be there.`;
}
