import { BotError } from '../../../../src/errors.ts';
import type { Outcome } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { drivesOf, isCdrom, readConfig } from '../guest-config.ts';
import { guestPath } from '../guest-path.ts';
import type { Parts } from '../parts.ts';
import { storesIn } from '../storage/stores.ts';
import { copyProgress } from './progress.ts';
import type { Making } from './undo.ts';

interface Copy {
  /** What is copied: on the same host, of the same kind. */
  readonly original: Making;
  readonly making: Making;
  readonly full: boolean;
}

/** Proxmox's clone of a machine or a template; a linked one stands on the disks of its template. */
export async function copyOf(
  parts: Parts,
  { original, making, full }: Copy,
  task: TaskControl,
): Promise<Outcome> {
  const { disks } = await task.step(`count the disks for ${making.id}`, {
    do: async () => ({ disks: await countDisks(parts, original, task.signal) }),
  });
  const { id, kind, name } = making;
  return parts.tasks.act(
    {
      step: `copy to ${id}`,
      node: original.host,
      // The UPID of a clone names what is cloned.
      id: original.id,
      name: original.name,
      types: kind === 'vm' ? ['qmclone'] : ['vzclone'],
      method: 'POST',
      path: `${guestPath(original)}/clone`,
      params: {
        newid: id,
        [kind === 'vm' ? 'name' : 'hostname']: name,
        full,
        pool: parts.settings.pool,
        storage: full ? await targetStorage(parts, original, task.signal) : undefined,
      },
      doing: full ? 'copying' : 'making a linked clone',
      progress: copyProgress(disks, 'copying'),
      // Several may be copied of one at the same time, and their tasks name only what is copied.
      happened: (signal) => isThere(parts, making, signal),
    },
    task,
  );
}

async function isThere({ client }: Parts, making: Making, signal: AbortSignal): Promise<boolean> {
  try {
    const config = await readConfig(client, making, signal);
    return config.get(making.kind === 'vm' ? 'name' : 'hostname') === making.name;
  } catch (error) {
    if (error instanceof BotError && error.code === 'not-found') return false;
    throw error;
  }
}

async function countDisks({ client }: Parts, original: Making, signal: AbortSignal) {
  const drives = drivesOf(await readConfig(client, original, signal));
  return drives.filter((drive) => !isCdrom(drive) && !drive.key.startsWith('unused')).length;
}

/** The storage of the configuration where it takes such disks; else each disk stays on its own. */
async function targetStorage(
  { resources, settings }: Parts,
  { host, kind }: Making,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { storage } = settings;
  if (storage === undefined) return undefined;
  const content = kind === 'vm' ? 'images' : 'rootdir';
  const stores = storesIn(await resources.within(60_000, signal));
  const able = stores.some(
    (store) => store.node === host && store.name === storage && store.content.has(content),
  );
  return able ? storage : undefined;
}
