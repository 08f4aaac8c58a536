import { BotError } from '../../../../src/errors.ts';
import { runScript } from '../../../../src/host/script.ts';
import type { Restored } from '../../../../src/hypervisor/backups.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { newUuid } from '../../../../src/new-uuid.ts';
import { onlyStopsFollowing, type TaskControl } from '../../../../src/operation.ts';
import { isUndecided } from '../../../../src/undone.ts';
import { prepareAct } from '../act.ts';
import type { Client } from '../client.ts';
import { isActive, readNow } from '../domain.ts';
import { newMac } from '../new-identity.ts';
import { changePower } from '../power/power.ts';
import { uuidWord } from '../words.ts';
import { shortTag } from './create.ts';
import { parseDefinition } from './disks.ts';
import { bringDisks, type RestoredDisk, removeDisks, removeWork } from './restore-disks.ts';
import { clearOld, type OldDisks, readOld } from './restore-old.ts';
import { planRestore, type RestoreAsked, type RestorePlan, refuseRestore } from './restore-plan.ts';
import { type Identity, restoredXml } from './restore-xml.ts';
import { asStopped } from './stopped.ts';

export interface RestoreWanted extends Omit<RestoreAsked, 'signal'> {
  readonly site: string;
  readonly task: TaskControl;
}

/**
 * The disks are copied to new files first; the machine's new definition, which names them, is the one act that
 * counts. Before it the old machine is whole, after it the restored one is.
 */
export async function restoreBackup(client: Client, wanted: RestoreWanted): Promise<Restored> {
  const { stored, task } = wanted;
  const plan = await task.step('look what a restore meets', {
    do: async () => {
      const found = await planRestore(client, { ...wanted, signal: task.signal });
      refuseRestore(found);
      return found;
    },
  });
  const disks = newDisks(plan, task);
  const uuid = wanted.wanted.as === 'new' ? newUuid(task) : uuidWord(stored.manifest.machine.id);
  const restoring: Restoring = { ...wanted, plan, disks, uuid };
  let old: OldDisks | null;
  try {
    await bringDisks(client, { stored, disks, task });
    old = await define(client, restoring);
  } catch (error) {
    const isOpen = isUndecided(error);
    if (!onlyStopsFollowing(task.signal.reason) && !isOpen) await removeDisks(client, disks, task);
    throw asStopped(error, task.signal);
  }
  try {
    return await finish(client, restoring, old);
  } catch (error) {
    throw afterwards(error, restoring);
  }
}

/** What comes after the definition can fail or be stopped; the machine is restored all the same. */
function afterwards(error: unknown, { plan, task }: Restoring): unknown {
  const said = asStopped(error, task.signal);
  if (!(said instanceof BotError)) return said;
  const hint = `${plan.name} has its disks of then already. What stood behind it, such as deleting old disks or its start, may be missing.`;
  return new BotError(said.code, said.message, {
    hint: [hint, said.hint].join(' ').trim(),
    cause: said,
  });
}

export interface Restoring extends RestoreWanted {
  readonly plan: RestorePlan;
  readonly disks: readonly RestoredDisk[];
  readonly uuid: string;
}

/** Named for whoever looks into the directory, and with the task's mark so that no other file is met. */
function newDisks({ name, disks }: RestorePlan, task: TaskControl): RestoredDisk[] {
  const plain = name
    .replace(/[^\w.-]+/g, '_')
    .replace(/^\.+/, '')
    .slice(0, 60);
  return disks.map(({ disk, directory, format }) => ({
    disk,
    format,
    target: disk.target,
    path: `${directory === '/' ? '' : directory}/${plain}-${disk.target}-${shortTag(task)}.${format}`,
  }));
}

async function define(client: Client, restoring: Restoring): Promise<OldDisks | null> {
  const { plan, task, uuid, disks } = restoring;
  const { xml } = await newDefinition(client, restoring);
  const old = await task.step('remember the machine of before', {
    do: () => (plan.replaces ? readOld(client, plan.replaces, task.signal) : Promise.resolve(null)),
  });
  const act = await prepareAct(client.reach, ['define', '/dev/stdin'], {
    signal: task.signal,
    name: plan.name,
    input: xml,
  });
  task.report({ note: 'giving the machine its disks' });
  try {
    await task.step('define the machine', {
      do: async () => {
        if (plan.replaces) await refuseActive(client, plan.replaces, task.signal);
        return act.go();
      },
      look: async (signal) => {
        const [answer = { out: '', err: '' }] = await client.answers(
          [`dumpxml ${uuid} --inactive`],
          { signal },
        );
        const found = parseDefinition(answer.err === '' ? answer.out : '').disks;
        const isNew = found.some(({ path }) => path === disks[0]?.path);
        return isNew ? { found: 'done', result: '' } : { found: 'not-done' };
      },
    });
  } finally {
    act.close();
  }
  return old;
}

/** The copy took its time, in which others may have started it. */
async function refuseActive(client: Client, machine: Machine, signal: AbortSignal): Promise<void> {
  const now = await readNow(client, machine, signal);
  if (!isActive(now)) return;
  throw new BotError('conflict', `${machine.name} was started meanwhile and is ${now.state}`, {
    hint: 'Turn it off (`vm shutdown`) and ask again, or restore to a new name. It is as it was.',
  });
}

/** It may hold passwords: it is in memory for a moment, and in no store. */
async function newDefinition(
  { reach }: Client,
  { stored, wanted, plan, task, uuid, disks }: Restoring,
): Promise<{ readonly xml: string; readonly nvram: string | undefined }> {
  const read = ['cat -- "$1/domain.xml"', stored.directory] as const;
  const then = await runScript(reach, [...read], { signal: task.signal });
  const isNew = wanted.as === 'new';
  const old = parseDefinition(then).nvram;
  const nvram = isNew && old ? `${old.slice(0, old.lastIndexOf('/'))}/${uuid}_VARS.fd` : old;
  const identity: Identity = {
    name: plan.name,
    uuid,
    disks,
    nvram,
    ...(isNew && { mac: (number: number) => newMac(task, number) }),
  };
  return { xml: restoredXml(then, identity), nvram };
}

/** Arguments: the backup, where the firmware's variables belong. */
const nvramScript = `
[ -f "$1/nvram" ] || exit 0
umask 077
mkdir -p -- "\${2%/*}" && cp -- "$1/nvram" "$2.new" && mv -- "$2.new" "$2"
`;

async function finish(
  client: Client,
  restoring: Restoring,
  old: OldDisks | null,
): Promise<Restored> {
  const { stored, task, plan, uuid, wanted, disks, site } = restoring;
  const { nvram } = await newDefinition(client, restoring);
  if (nvram !== undefined) {
    await task.step("bring the firmware's variables back", {
      do: async () => {
        if (plan.replaces) await refuseActive(client, plan.replaces, task.signal);
        await runScript(client.reach, [nvramScript, stored.directory, nvram], {
          signal: task.signal,
        });
        return null;
      },
    });
  }
  const left =
    plan.replaces && old
      ? await clearOld(client, { machine: plan.replaces, old, task, disks })
      : [];
  await removeWork(client, disks, task);
  const notes = [...left, `its disks: ${disks.map(({ path }) => path).join(', ')}`];
  if (!wanted.start) return { id: uuid, warnings: [], notes: [...notes, 'it is off'], log: [] };
  const machine: Machine = {
    ...(plan.replaces ?? { site, host: stored.backup.host, kind: 'vm', tags: [] }),
    id: uuid,
    birth: uuid,
    name: plan.name,
    state: 'stopped',
  };
  const started = await changePower(client, { machine, action: 'start', task });
  return { ...started, id: uuid, notes: [...notes, ...started.notes] };
}
