import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { Backup, Restore, Restored } from '../../../../src/hypervisor/backups.ts';
import { done, type Machine, type Outcome } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { path } from '../client/client.ts';
import { drivesOf, readConfig } from '../guest-config.ts';
import { guestPath } from '../guest-path.ts';
import { readNow } from '../power/now.ts';
import { begin } from '../provision/begin.ts';
import type { MakeParts } from '../provision/create.ts';
import { chooseStore } from '../provision/room.ts';
import { type Making, orUndo } from '../provision/undo.ts';
import { storeOf } from '../storage/content.ts';
import { volidOf } from './backup-id.ts';
import { restoreProgress } from './progress.ts';
import { type Effect, effectOf } from './restore-effect.ts';

interface Wanted {
  readonly backup: Backup;
  readonly wanted: Restore;
}

/** What is decided once; JSON. */
interface Plan {
  readonly host: string;
  readonly kind: Machine['kind'];
  readonly over: boolean;
  readonly storage?: string | undefined;
}

export async function restoreBackup(
  parts: MakeParts,
  { backup, wanted }: Wanted,
  task: TaskControl,
): Promise<Restored> {
  const plan = await task.step('look at what it takes', {
    async do(): Promise<Plan> {
      const effect = await effectOf(parts, { backup, wanted }, task.signal);
      if (effect.replaces !== undefined) await refuseOn(parts, effect.replaces, task.signal);
      const { host, kind, replaces } = effect;
      const storage = await storageFor(parts, { effect, wanted }, task.signal);
      return { host, kind, over: replaces !== undefined, storage };
    },
  });
  const { host, kind } = plan;
  if (wanted.as === 'same') {
    const { id, name } = backup.machine;
    const making: Making = { id, name, host, kind };
    return bring(parts, { backup, wanted, plan, making }, task);
  }
  return parts.ids.under(task, (id) => {
    const making: Making = { id, name: wanted.name, host, kind };
    return orUndo(parts, { making, task }, () =>
      bring(parts, { backup, wanted, plan, making }, task),
    );
  });
}

/** By itself: the list is seconds behind, and another machine may have taken its id by now. */
async function refuseOn(
  parts: Pick<MakeParts, 'client' | 'births'>,
  machine: Machine,
  signal: AbortSignal,
): Promise<void> {
  if (machine.birth !== '') await parts.births.check(machine, signal);
  const { state } = await readNow(parts, machine, signal);
  if (state === 'stopped') return;
  throw new BotError('conflict', `${machine.name} is ${state}: only what is off is overwritten`, {
    hint: 'Nothing was changed. Shut it down first.',
  });
}

/**
 * A VM goes back to the storages it came from, a container only to one that is named. A new one goes where new ones
 * go, if the configuration says where that is.
 */
async function storageFor(
  parts: MakeParts,
  { effect, wanted }: { readonly effect: Effect; readonly wanted: Restore },
  signal: AbortSignal,
): Promise<string | undefined> {
  const { kind, host, present, archived } = effect;
  const isNew = wanted.as === 'new' && parts.settings.storage !== undefined;
  if (kind === 'vm' && !isNew) return undefined;
  const root = [present, archived].flatMap((config) =>
    config === undefined ? [] : drivesOf(config).filter(({ key }) => key === 'rootfs'),
  )[0];
  if (root !== undefined && !isNew) return storeOf(root.volid);
  const rows = await parts.resources.read(signal);
  const content = kind === 'vm' ? 'images' : 'rootdir';
  return (await chooseStore(parts, { host, content, rows }, signal)).store.name;
}

interface Order extends Wanted {
  readonly plan: Plan;
  readonly making: Making;
}

async function bring(parts: MakeParts, order: Order, task: TaskControl): Promise<Restored> {
  const { wanted, making } = order;
  const brought = await act(parts, order, task);
  parts.births.forget(making.id);
  if (wanted.as === 'new') await named(parts, making, task);
  const started = wanted.start ? await begin(parts, making, task) : done;
  return {
    warnings: [...brought.warnings, ...started.warnings],
    notes: wanted.as === 'new' ? [`its id is ${making.id}`] : [],
    log: started.log.length > 0 ? started.log : brought.log,
    id: making.id,
  };
}

function act(
  { tasks, settings }: MakeParts,
  { backup, wanted, plan, making }: Order,
  task: TaskControl,
): Promise<Outcome> {
  const { host, kind, over, storage } = plan;
  const { id, name } = making;
  const isNew = wanted.as === 'new';
  const isVm = kind === 'vm';
  const volid = volidOf(backup);
  return tasks.act(
    {
      step: `restore to ${id}`,
      node: host,
      id,
      name,
      types: isVm ? ['qmrestore'] : ['vzrestore'],
      method: 'POST',
      path: isVm ? path`/nodes/${host}/qemu` : path`/nodes/${host}/lxc`,
      params: {
        vmid: id,
        ...(isVm ? { archive: volid } : { ostemplate: volid, restore: true }),
        [isVm ? 'name' : 'hostname']: isNew ? name : undefined,
        storage,
        force: over ? true : undefined,
        unique: isNew ? true : undefined,
        pool: isNew ? settings.pool : undefined,
      },
      doing: 'restoring',
      progress: restoreProgress,
    },
    task,
  );
}

/** Older ones take the name of the backup whatever they are told. */
async function named({ client }: MakeParts, making: Making, task: TaskControl): Promise<void> {
  const key = making.kind === 'vm' ? 'name' : 'hostname';
  await task.step(`name ${making.id}`, {
    async do() {
      const { signal } = task;
      const config = await readConfig(client, making, signal);
      if (config.get(key) === making.name) return true;
      const asked = `${guestPath(making)}/config`;
      const params = { [key]: making.name };
      await client.send('PUT', asked, { schema: z.unknown(), params, signal, name: making.name });
      return true;
    },
  });
}
