import { BotError } from '../../../../src/errors.ts';
import { pause } from '../../../../src/flow/wait.ts';
import type { NewSnapshot, Obstacle } from '../../../../src/hypervisor/snapshots.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import { onlyStopsFollowing, type TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { settled } from '../domain.ts';
import { lacks, needs, needWords } from '../needs.ts';
import { perform } from '../provision/perform.ts';
import { uuidWord } from '../words.ts';
import { removeLeftovers } from './files.ts';
import { createObstacle, filesOf, planSnapshot, readGround } from './plan.ts';
import { readRecord, readRecords } from './records.ts';
import { memoryObstacle } from './room.ts';
import { type SnapshotRecord, snapshotXml } from './xml.ts';

/** Milliseconds to read what an act made. */
const AFTER_LIMIT = 10_000;

interface Creation {
  readonly wanted: NewSnapshot;
  readonly task: TaskControl;
}

/** The mark of the operation stands in the description, so that a look knows its own snapshot. */
export async function createSnapshot(
  client: Client,
  machine: Machine,
  { wanted, task }: Creation,
): Promise<Outcome> {
  const plan = await task.step('choose the files', {
    async do() {
      // Before anything is asked: a name that libvirt would stumble over.
      snapshotXml(wanted, { tag: task.tag });
      const ground = await readGround(client, machine, task.signal);
      refuse(createObstacle(machine, wanted, ground));
      const files = planSnapshot(machine, { wanted, tag: task.tag }, ground);
      const { memoryBytes } = ground;
      refuse(await memoryObstacle(client.reach, files, { memoryBytes, signal: task.signal }));
      return files;
    },
  });
  const isMade = (signal: AbortSignal) =>
    onceItIsKnown(signal, async () => {
      await settled(client, machine, signal);
      const all = await readRecords(client, machine, signal);
      return all.some(({ name, tag }) => name === wanted.name && tag === task.tag);
    });
  try {
    await perform(client, task, {
      step: 'create the snapshot',
      words: ['snapshot-create', uuidWord(machine.id), '/dev/stdin', ...plan.flags],
      input: snapshotXml(wanted, { tag: task.tag, external: plan.external }),
      name: machine.name,
      note: plan.external?.memory ? 'saving the memory to a file' : 'saving disks and memory',
      look: async (signal) =>
        (await isMade(signal)) ? { found: 'done', result: '' } : { found: 'not-done' },
    });
  } catch (error) {
    const isOpen =
      onlyStopsFollowing(error) || (error instanceof BotError && error.code === 'undecided');
    if (!isOpen) await removeLeftovers(client, machine, { files: filesOf(plan), isMade });
    throw error;
  }
  return outcome(client, machine, wanted.name);
}

/** Milliseconds between two questions, and how many: a libvirt that has just started loads its machines after it answers. */
const LOADING_MS = 500;
const LOADING_TRIES = 6;

async function onceItIsKnown<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      const isLoading = error instanceof BotError && error.code === 'not-found';
      if (!isLoading || tries === LOADING_TRIES) throw error;
      await pause(LOADING_MS, signal);
    }
  }
}

export function refuse(obstacle: Obstacle | undefined): void {
  if (!obstacle) return;
  const { code, message, hint } = obstacle;
  throw new BotError(code, message, { hint });
}

/** The act is done and recorded: not knowing this much more, or a late cancel, does not undo it. */
async function outcome(client: Client, machine: Machine, name: string): Promise<Outcome> {
  const signal = AbortSignal.timeout(AFTER_LIMIT);
  const made = await readRecord(client, machine, { name, signal }).catch(() => undefined);
  if (made === undefined) return { warnings: [], notes: [], log: [] };
  const versions = await client.versions(signal).catch(() => ({}));
  const isOneWay = made.isExternal && lacks(needs.revertExternal, versions);
  return {
    warnings: isOneWay
      ? [`this libvirt cannot roll back to it: ${needWords(needs.revertExternal, versions)}`]
      : [],
    notes: [held(made)],
    log: [],
  };
}

function held({ memory, isExternal }: SnapshotRecord): string {
  const what = memory ? 'with memory' : 'disks only';
  return isExternal ? `${what}, in files of its own beside the disks` : what;
}
