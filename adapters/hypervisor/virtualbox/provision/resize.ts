import { BotError } from '../../../../src/errors.ts';
import type { DiskSize, MachineDisk } from '../../../../src/hypervisor/provision.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import type { Look, TaskControl } from '../../../../src/operation.ts';
import { readBack } from '../../../../src/read-back.ts';
import type { Done } from '../act.ts';
import type { Client } from '../client.ts';
import { disksOf } from '../disks.ts';
import { parseMedia } from '../storage/stock.ts';
import { uuidWord } from '../words.ts';
import { readDisks } from './disks.ts';
import type { Parts } from './parts.ts';
import { requireOff } from './present.ts';

/** VirtualBox tells sizes in these alone, so that others could not be read back. */
const MiB = 1024 ** 2;

interface Resizing {
  readonly machine: Machine;
  readonly change: DiskSize;
  readonly task: TaskControl;
}

/** https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-modifymedium */
export async function resize(
  { client }: Pick<Parts, 'client'>,
  resizing: Resizing,
): Promise<Outcome> {
  const { machine, change, task } = resizing;
  const bytes = Math.ceil(change.bytes / MiB) * MiB;
  const imageId = await task.step('check the disk', {
    do: () => check(client, resizing, bytes),
  });
  const isDone = async (signal: AbortSignal) =>
    find(await readDisks(client, machine, signal), change.disk)?.capacityBytes === bytes;
  const said = await task.step('resize the disk', {
    do: () =>
      client.act(['modifymedium', 'disk', uuidWord(imageId), `--resizebyte=${bytes}`], {
        ...{ task, name: machine.name },
        note: `making ${change.disk} larger`,
      }),
    look: async (signal): Promise<Look<Done>> =>
      (await isDone(signal))
        ? { found: 'done', result: { warnings: [], log: [] } }
        : { found: 'not-done' },
  });
  if (await readBack({ task, done: 'VirtualBox said yes', ask: isDone })) {
    return { ...said, notes: [] };
  }
  throw new BotError('failed', `VirtualBox said yes, and ${change.disk} is as large as before`, {
    hint: `It does so with dynamic VMDK disks. ${copyInstead}`,
  });
}

const copyInstead =
  'A copy can grow: `VBoxManage clonemedium disk OLD NEW.vdi --format VDI --variant Standard`, plugged in instead of it.';

/** The UUID of the image that grows. */
async function check(
  client: Client,
  { machine, change, task }: Resizing,
  bytes: number,
): Promise<string> {
  const { signal } = task;
  const why = 'VirtualBox makes a disk larger only while its machine is off';
  const info = await requireOff(client, machine, { why, signal });
  const disk = find(await readDisks(client, machine, signal), change.disk);
  const imageId = disksOf(info).find(({ name }) => name === change.disk)?.imageId;
  if (!disk || imageId === undefined) {
    throw new BotError('not-found', `${machine.name} has no disk ${change.disk}`, {
      hint: '`vm show` shows its disks.',
    });
  }
  checkLarger(disk, bytes);
  const media = parseMedia(await client.ask(['list', 'hdds'], { signal }), 'disk');
  if (media.find(({ id }) => id === imageId)?.parent !== undefined) throw layered(machine, change);
  return imageId;
}

function find(disks: readonly MachineDisk[], wanted: string): MachineDisk | undefined {
  return disks.find(({ name, cdrom }) => name === wanted && !cdrom);
}

function checkLarger({ name, capacityBytes }: MachineDisk, bytes: number): void {
  if (capacityBytes === undefined || bytes > capacityBytes) return;
  throw new BotError('invalid', `${name} has ${capacityBytes / MiB} MiB: it can only grow`);
}

/** The layer would grow and its base not: a merge, as of a deleted snapshot, gives the old size back and cuts the data. */
function layered({ name }: Machine, { disk }: DiskSize): BotError {
  return new BotError(
    'conflict',
    `${disk} of ${name} is a layer on another disk: it has snapshots, or is a linked clone`,
    {
      hint: 'Grown now it would be cut again when a snapshot goes. Delete the snapshots first, or make a full clone.',
    },
  );
}
