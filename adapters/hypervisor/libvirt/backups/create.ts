import { BotError } from '../../../../src/errors.ts';
import type { Kept } from '../../../../src/host/manifests.ts';
import type { CreatedBackup } from '../../../../src/hypervisor/backups.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { onlyStopsFollowing, type TaskControl } from '../../../../src/operation.ts';
import { isUndecided } from '../../../../src/undone.ts';
import type { Client } from '../client.ts';
import { readSums } from './checksums.ts';
import { copyDisks } from './copy.ts';
import { commit, discard, partialOf, prepareDirectory } from './directory.ts';
import { asBackup } from './list.ts';
import type { Manifest, StoredFile } from './manifest.ts';
import { refuseOthers } from './own-images.ts';
import { type Asked, type Plan, planBackup, refuseWithoutRoom } from './plan.ts';
import { crashConsistent, letBeginEnd, push } from './push.ts';
import { abortPush } from './push-abort.ts';
import { asStopped } from './stopped.ts';

interface Wanted extends Omit<Asked, 'signal'> {
  readonly machine: Machine;
  readonly task: TaskControl;
}

/** The whole of it can die at any line: the directory's name holds the task's mark, its last rename is the end. */
export async function createBackup(client: Client, wanted: Wanted): Promise<CreatedBackup> {
  const { machine, task } = wanted;
  const first = await task.step('look at the machine', {
    do: async () => {
      const plan = await planBackup(client, machine, { ...wanted, signal: task.signal });
      refuseWithoutRoom(plan);
      return { plan, createdAt: Date.now() };
    },
  });
  const directory = partialOf(first.plan.place, task);
  const made = { ...wanted, ...first, directory };
  try {
    return await write(client, made);
  } catch (error) {
    const isOpen = isUndecided(error);
    if (!onlyStopsFollowing(task.signal.reason) && !isOpen) await clear(client, made);
    throw asStopped(error, task.signal);
  }
}

interface Making extends Wanted {
  readonly plan: Plan;
  readonly createdAt: number;
  /** The unfinished directory. */
  readonly directory: string;
}

async function write(client: Client, making: Making): Promise<CreatedBackup> {
  const { machine, task, plan, directory } = making;
  const { reach } = client;
  task.report({ note: 'making room for it' });
  await task.step('make the directory', {
    do: () => prepareDirectory(reach, { machine, plan, directory }, { signal: task.signal }),
  });
  const said = plan.live
    ? await push({ client, machine, task, directory, askedAt: making.createdAt }, plan.canFreeze)
    : await copyDisks(reach, { directory, disks: plan.disks, task }).then(() => []);
  const files = await seal(client, making);
  const manifest = manifestOf(making, { files, said });
  const to = `${plan.place.directory}/${manifest.id}`;
  await commit(reach, { task, manifest, from: directory, to });
  const kept: Kept = { site: machine.site, host: machine.host, place: plan.place.name };
  const backup = asBackup(
    kept,
    manifest,
    files.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  const silentGuest = said.includes(crashConsistent);
  return { backup, warnings: manifest.warnings, notes: manifest.notes, log: [], silentGuest };
}

async function seal(client: Client, { plan, task, directory }: Making): Promise<StoredFile[]> {
  const disks = plan.disks.map(({ file, virtualBytes }) => ({ name: file, bytes: virtualBytes }));
  const others = plan.nvram === undefined ? ['domain.xml'] : ['domain.xml', 'nvram'];
  const files = [...disks, ...others.map((name) => ({ name, bytes: 0 }))];
  const job = { directory, name: 'sum-up' };
  await task.step('see that they are its disks', {
    do: () => refuseOthers(client.reach, { directory, disks: plan.disks, signal: task.signal }),
  });
  const sums = await readSums(client.reach, {
    job,
    task,
    files,
    doing: 'reading back',
    part: [0.8, 1],
  });
  for (const [at, { name }] of disks.entries()) {
    if (sums[at]) continue;
    throw new BotError('failed', `${name} of the backup is not there or cannot be read`, {
      hint: 'Nothing half-written is left; ask again.',
    });
  }
  return sums.filter((sum) => sum !== undefined);
}

function manifestOf(
  { machine, wanted, task, plan, createdAt }: Making,
  { files, said }: { files: readonly StoredFile[]; said: readonly string[] },
): Manifest {
  const { id, birth, name } = machine;
  const stamp = new Date(createdAt).toISOString().replace(/\D/g, '').slice(0, 14);
  const frozen = said.filter((sentence) => sentence.includes('may be frozen'));
  return {
    format: 1,
    id: `${stamp.slice(0, 8)}-${stamp.slice(8)}-${id.slice(0, 8)}-${shortTag(task)}`,
    machine: { id, birth, name },
    createdAt,
    note: wanted.note,
    tag: task.tag,
    kind: 'full',
    disks: [...plan.disks],
    files: [...files],
    warnings: [...plan.warnings, ...frozen],
    notes: [...plan.notes, ...said.filter((sentence) => !frozen.includes(sentence))],
  };
}

/** Enough of the task's mark to tell two backups of one second apart. */
export function shortTag({ tag }: TaskControl): string {
  return tag
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(-8);
}

/** Whatever went wrong, nothing half-written stays; what cannot be removed now is told to the log. */
async function clear(client: Client, making: Making): Promise<void> {
  const { machine, task, directory, plan, createdAt } = making;
  try {
    if (plan.live) {
      const parts = { client, machine, task, directory, askedAt: createdAt };
      await letBeginEnd(parts);
      await abortPush(parts).catch(() => undefined);
    }
    await discard(client.reach, directory);
  } catch (error) {
    client.log.warn({ error: String(error), directory }, 'an unfinished backup stays');
  }
}
