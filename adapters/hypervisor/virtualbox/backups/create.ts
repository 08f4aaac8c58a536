import { BotError } from '../../../../src/errors.ts';
import { bytesOf } from '../../../../src/format.ts';
import type { Kept } from '../../../../src/host/manifests.ts';
import type { CreatedBackup } from '../../../../src/hypervisor/backups.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { onlyStopsFollowing, type TaskControl } from '../../../../src/operation.ts';
import { isUndecided, undone } from '../../../../src/undone.ts';
import type { Client } from '../client.ts';
import { uuidWord, xmlText } from '../words.ts';
import { leftovers, makeClone, plainStem, removeClone } from './clone.ts';
import { commit, discard, partialOf, prepareDirectory, shortTag } from './directory.ts';
import { asBackup } from './list.ts';
import { endJob, manageJob } from './manage-job.ts';
import type { Manifest } from './manifest.ts';
import { type Asked, isPlain, type Plan, planBackup, refuseWithoutRoom } from './plan.ts';
import { flaws, listOf, readAppliance } from './reading.ts';

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
  const making = { ...wanted, ...first, directory, file: `${plainStem(machine.name)}.ova` };
  try {
    return await write(client, making);
  } catch (error) {
    const isOpen = isUndecided(error);
    if (onlyStopsFollowing(task.signal.reason) || isOpen) throw error;
    throw undone(error, await clear(client, making));
  }
}

interface Making extends Wanted {
  readonly plan: Plan;
  readonly createdAt: number;
  /** The unfinished directory. */
  readonly directory: string;
  /** The appliance in it. */
  readonly file: string;
}

async function write(client: Client, making: Making): Promise<CreatedBackup> {
  const { machine, task, plan, directory } = making;
  task.report({ note: 'making a place for it' });
  await task.step('make the directory', {
    do: () => prepareDirectory(client.reach, directory, task.signal),
  });
  const isClone = plan.way === 'clone';
  const source = isClone ? await makeClone(client, { ...making, live: plan.live }) : machine.id;
  await manageJob(client, {
    job: { directory, name: 'export' },
    words: exportWords(source, making),
    task,
    name: machine.name,
    at: [directory],
    progress: (fraction) =>
      task.report({
        fraction: fraction * EXPORT,
        note: `writing its disks: ${bytesOf(fraction * plan.diskBytes, plan.diskBytes)}`,
      }),
  });
  const warnings = isClone ? await letGo(client, making) : [];
  const manifest = manifestOf(making, await seal(client, making));
  await commit(client.reach, {
    ...{ task, manifest, from: directory },
    to: `${plan.place.directory}/${manifest.id}`,
  });
  const kept: Kept = { site: machine.site, host: machine.host, place: plan.place.name };
  const backup = asBackup(kept, manifest, manifest.bytes);
  return { backup, warnings: [...manifest.warnings, ...warnings], notes: manifest.notes, log: [] };
}

/** The share of the whole that is writing; the rest is reading it back. */
const EXPORT = 0.8;

/** https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-export */
function exportWords(source: string, { machine, directory, file }: Making): readonly string[] {
  const name = isPlain(machine.name) ? machine.name : plainStem(machine.name);
  return [
    ...['export', uuidWord(source), `--output=${directory}/${file}`, '--ovf20', '--manifest'],
    ...['--vsys=0', `--vmname=${xmlText(name)}`],
  ];
}

/** The appliance is written: that the clone or its snapshot stays is worth a warning, and no reason to lose it. */
async function letGo(client: Client, { machine, task }: Making): Promise<readonly string[]> {
  return task.step('remove the clone and its snapshot', {
    async do() {
      try {
        await removeClone(client, { machine, task });
        return [];
      } catch (error) {
        task.signal.throwIfAborted();
        if (!(error instanceof BotError)) throw error;
        return [`${error.message}. ${leftovers({ machine, task })}`];
      }
    },
  });
}

/** Reads it back: what was written is what VirtualBox meant to write, or it is no backup. */
async function seal(
  client: Client,
  { directory, file, task }: Making,
): Promise<Pick<Manifest, 'bytes' | 'sums'>> {
  const job = { directory, name: 'read-it-back' };
  const options = { job, task, bytes: undefined, part: [EXPORT, 1] as const };
  const reading = await readAppliance(client.reach, { directory, file }, options);
  const [flaw] = flaws(file, reading);
  const sums = reading?.members.get(listOf(file));
  if (reading && sums !== undefined && flaw === undefined) return { bytes: reading.bytes, sums };
  throw new BotError('failed', `what VirtualBox wrote is not whole: ${flaw}`, {
    hint: 'Nothing half-written is left; ask again.',
  });
}

function manifestOf(
  { machine, wanted, task, plan, createdAt, file }: Making,
  sealed: Pick<Manifest, 'bytes' | 'sums'>,
): Manifest {
  const { id, birth, name } = machine;
  const stamp = new Date(createdAt).toISOString().replace(/\D/g, '').slice(0, 14);
  return {
    format: 1,
    id: `${stamp.slice(0, 8)}-${stamp.slice(8)}-${id.slice(0, 8)}-${shortTag(task)}`,
    machine: { id, birth, name },
    createdAt,
    note: wanted.note,
    tag: task.tag,
    file,
    ...sealed,
    diskBytes: plan.diskBytes,
    dataBytes: plan.dataBytes,
    warnings: [...plan.warnings],
    notes: [...plan.notes],
  };
}

/** Whatever went wrong, nothing half-written stays; says what cannot be removed now. */
async function clear(client: Client, making: Making): Promise<string | undefined> {
  const { machine, task, directory, plan } = making;
  const after = { tag: task.tag, signal: AbortSignal.timeout(CLEAR_LIMIT), report: task.report };
  try {
    await endJob(client, { job: { directory, name: 'export' }, at: [directory], task });
    if (plan.way === 'clone') await removeClone(client, { machine, task: after });
    await discard(client.reach, directory);
    return undefined;
  } catch (error) {
    client.log.warn({ error: String(error), directory }, 'an unfinished backup stays');
    const others = plan.way === 'clone' ? ` ${leftovers({ machine, task })}` : '';
    return `What was written so far lies in ${directory} and can be deleted.${others}`;
  }
}

/** Milliseconds: disks are joined when the snapshot goes. */
const CLEAR_LIMIT = 600_000;
