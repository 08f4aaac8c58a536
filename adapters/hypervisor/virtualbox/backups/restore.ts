import { hash } from 'node:crypto';
import { BotError } from '../../../../src/errors.ts';
import { bytesOf } from '../../../../src/format.ts';
import { runScript } from '../../../../src/host/script.ts';
import type { Restored } from '../../../../src/hypervisor/backups.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { onlyStopsFollowing, type TaskControl } from '../../../../src/operation.ts';
import { isUndecided, undone } from '../../../../src/undone.ts';
import type { Client } from '../client.ts';
import { changePower } from '../power/power.ts';
import { plainStem } from './clone.ts';
import { shortTag } from './directory.ts';
import { findImported, type Import, keepFolder, makeFolder, removeImported } from './imported.ts';
import { endJob, manageJob } from './manage-job.ts';
import { applianceOf, type StoredBackup } from './manifest.ts';
import { listOf } from './reading.ts';
import { planRestore, type RestoreAsked, type RestorePlan, refuseRestore } from './restore-plan.ts';

export interface RestoreWanted extends Omit<RestoreAsked, 'signal'> {
  readonly site: string;
  readonly task: TaskControl;
}

/** A machine of its own comes to be in a folder that is the operation's until it is whole. */
export async function restoreBackup(client: Client, wanted: RestoreWanted): Promise<Restored> {
  const { task } = wanted;
  const plan = await task.step('look what a restore meets', {
    do: async () => {
      const found = await planRestore(client, { ...wanted, signal: task.signal });
      refuseRestore(found);
      await refuseOther(client, wanted.stored, task.signal);
      return found;
    },
  });
  const stem = plainStem(plan.name);
  const folder = await makeFolder(client.reach, {
    folders: [`${plan.base}/${stem}`, `${plan.base}/${stem}-${shortTag(task)}`],
    task,
  });
  const made: Import = { name: plan.name, folder, settingsFile: `${folder}/${stem}.vbox` };
  let id: string;
  try {
    id = await bringBack(client, wanted, { plan, made });
  } catch (error) {
    const isOpen = isUndecided(error);
    if (onlyStopsFollowing(task.signal.reason) || isOpen) throw error;
    throw undone(error, await clear(client, wanted, made));
  }
  try {
    return await finish(client, wanted, { id, made });
  } catch (error) {
    throw afterwards(error, plan);
  }
}

/** The list of checksums in it is what was written: VirtualBox holds everything else against that list. */
async function refuseOther(
  { reach }: Client,
  stored: StoredBackup,
  signal: AbortSignal,
): Promise<void> {
  const { file, sums } = stored.manifest;
  const script = 'tar -xOf "$1" -- "$2" 2>/dev/null | base64 | tr -d "\\n"';
  const words = [applianceOf(stored), listOf(file)];
  const options = { signal, timeoutMs: READ_LIMIT };
  const list = Buffer.from(await runScript(reach, [script, ...words], options), 'base64');
  if (hash('sha256', list) === sums) return;
  throw new BotError('failed', `${file} is not what was written then, or cannot be read`, {
    hint: 'Nothing was changed. `backup verify` tells more.',
  });
}

/** Milliseconds: an archive is looked through up to its last file. */
const READ_LIMIT = 60_000;

interface Bringing {
  readonly plan: RestorePlan;
  readonly made: Import;
}

async function bringBack(
  client: Client,
  { stored, wanted, task }: RestoreWanted,
  { plan, made }: Bringing,
): Promise<string> {
  const { dataBytes } = stored.manifest;
  // https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-import
  const options = wanted.as === 'new' ? 'importtovdi' : 'importtovdi,keepallmacs';
  await manageJob(client, {
    job: { directory: made.folder, name: 'import' },
    words: [
      ...['import', applianceOf(stored), `--options=${options}`, '--vsys=0'],
      ...[`--vmname=${plan.name}`, `--settingsfile=${made.settingsFile}`],
    ],
    task,
    name: plan.name,
    at: [made.folder, stored.directory],
    progress: (fraction) =>
      task.report({
        fraction,
        note: `bringing its disks back: ${bytesOf(fraction * dataBytes, dataBytes)}`,
      }),
  });
  return task.step('find the machine', {
    async do() {
      const id = await findImported(client, made, task.signal);
      if (id !== undefined) return id;
      throw new BotError('failed', 'VirtualBox ended the import, and there is no machine', {
        hint: 'Was it killed? Nothing half-made is left; ask again.',
      });
    },
  });
}

/** VirtualBox finishes an import even after a cancel: then the machine is there, and goes again. */
async function clear(
  client: Client,
  { stored, task }: RestoreWanted,
  made: Import,
): Promise<string | undefined> {
  const { folder, name } = made;
  try {
    const job = { directory: folder, name: 'import' };
    await endJob(client, { job, at: [folder, stored.directory], task });
    await removeImported(client, made, task);
    return undefined;
  } catch (error) {
    client.log.warn({ error: String(error), folder }, 'a half-restored machine stays');
    return `What was made so far lies in ${folder}; look there and for a machine called ${name}.`;
  }
}

/** What comes after the import can fail or be stopped; the machine is there all the same. */
function afterwards(error: unknown, { name }: RestorePlan): unknown {
  const said = error instanceof BotError ? error : undone(error, undefined);
  if (!(said instanceof BotError) || said.code === 'undecided') return said;
  const hint = `${name} was restored; only what stood behind it, such as its start, may be missing.`;
  return new BotError(said.code, said.message, {
    hint: [hint, said.hint].join(' ').trim(),
    cause: said,
  });
}

async function finish(
  client: Client,
  { stored, site, task, wanted }: RestoreWanted,
  { id, made }: { readonly id: string; readonly made: Import },
): Promise<Restored> {
  await task.step('leave its folder to it', {
    do: () => keepFolder(client.reach, made.folder, task),
  });
  const notes = [`its UUID is ${id}`, `its files are in ${made.folder}`];
  if (!wanted.start) return { id, warnings: [], notes: [...notes, 'it is off'], log: [] };
  const machine: Machine = {
    ...{ site, host: stored.backup.host, id, birth: id, name: made.name },
    ...{ kind: 'vm', state: 'stopped', tags: [] },
  };
  const started = await changePower(client, { machine, action: 'start', task });
  return { ...started, id, notes: [...notes, ...started.notes] };
}
