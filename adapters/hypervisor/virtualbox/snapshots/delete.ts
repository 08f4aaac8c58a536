import { BotError } from '../../../../src/errors.ts';
import type { DoomedSnapshot, Obstacle } from '../../../../src/hypervisor/snapshots.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import { listed } from '../../../../src/line/usage.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Done } from '../act.ts';
import type { Client } from '../client.ts';
import { settled } from '../now.ts';
import { uuidWord } from '../words.ts';
import { refuse } from './create.ts';
import { descendants, readShelf, type SnapshotRecord, sameRecord } from './records.ts';

type Victim = Pick<SnapshotRecord, 'id' | 'name'>;

interface Sentence {
  /** In the order they go. */
  readonly victims: readonly Victim[];
  readonly obstacle?: Obstacle | undefined;
}

export async function judgeDelete(
  client: Client,
  machine: Machine,
  { doomed, signal }: { doomed: DoomedSnapshot; signal: AbortSignal },
): Promise<Sentence> {
  const shelf = await readShelf(client, machine, signal);
  const record = sameRecord(shelf, doomed.snapshot, machine);
  const all = doomed.children ? [...descendants(record, shelf.records), record] : [record];
  const victims = all.map(({ id, name }) => ({ id, name }));
  const children = shelf.records.filter(({ parent }) => parent === record.id);
  if (doomed.children || children.length < 2) return { victims };
  return { victims, obstacle: twoChildren(record, children) };
}

/** VirtualBox joins a snapshot's disks to those of the one on top of it, which must be one alone. */
function twoChildren({ name }: Victim, children: readonly Victim[]): Obstacle {
  const names = listed(children.map((child) => child.name));
  return {
    code: 'conflict',
    message: `${names} stand on ${name}, and VirtualBox deletes one only where a single one stands on it`,
    hint: `Nothing was changed. Delete all but one of ${names} first, or ${name} with all that were taken on top of it.`,
    instead: 'children',
  };
}

/** Each by its UUID: another of the same name, made since, is not touched. */
export async function deleteSnapshots(
  client: Client,
  machine: Machine,
  { doomed, task }: { doomed: DoomedSnapshot; task: TaskControl },
): Promise<Outcome> {
  const victims = await task.step('check the snapshot', {
    async do(): Promise<readonly Victim[]> {
      const found = await judgeDelete(client, machine, { doomed, signal: task.signal });
      refuse(found.obstacle);
      return found.victims;
    },
  });
  const [warnings, log]: [string[], string[]] = [[], []];
  for (const [at, victim] of victims.entries()) {
    const gone = victims.slice(0, at).map(({ name }) => name);
    const said = await deleteOne(client, machine, { victim, task, gone });
    warnings.push(...said.warnings);
    log.push(...said.log);
  }
  return { warnings, notes: [], log };
}

async function deleteOne(
  client: Client,
  machine: Machine,
  { victim, task, gone }: { victim: Victim; task: TaskControl; gone: readonly string[] },
): Promise<Done> {
  const { id, name } = victim;
  const words = ['snapshot', uuidWord(machine.id), 'delete', uuidWord(id)];
  try {
    return await task.step(`delete ${id}`, {
      do: () =>
        client.act(words, { task, name: machine.name, note: `joining the disks of ${name}` }),
      async look(signal) {
        await settled(client, machine, signal);
        const { records } = await readShelf(client, machine, signal);
        return records.some((record) => record.id === id)
          ? { found: 'not-done' }
          : { found: 'done', result: { warnings: [], log: [] } };
      },
    });
  } catch (error) {
    if (!(error instanceof BotError) || gone.length === 0) throw error;
    const hint = `Deleted before it: ${listed(gone)}.`;
    throw new BotError(error.code, `${name}: ${error.message}`, {
      hint: error.hint === undefined ? hint : `${hint} ${error.hint}`,
      cause: error,
    });
  }
}
