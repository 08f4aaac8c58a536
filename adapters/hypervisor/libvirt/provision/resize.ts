import { BotError } from '../../../../src/errors.ts';
import type { DiskSize, MachineDisk } from '../../../../src/hypervisor/provision.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { isActive, readNow } from '../domain.ts';
import { readStock, usesOf, volumeAt } from '../storage/stock.ts';
import { uuidWord } from '../words.ts';
import { readDisks } from './disks.ts';
import { perform } from './perform.ts';

interface Resizing {
  readonly machine: Machine;
  readonly change: DiskSize;
  readonly task: TaskControl;
}

/** QEMU's disks are whole sectors. */
const SECTOR = 512;

/** While it runs its QEMU makes the disk larger, and the guest sees it at once; else libvirt changes the file. */
export async function resize(client: Client, resizing: Resizing): Promise<Outcome> {
  const { machine, change, task } = resizing;
  const bytes = Math.ceil(change.bytes / SECTOR) * SECTOR;
  const words = await task.step('check the disk', { do: () => check(client, resizing, bytes) });
  await perform(client, task, {
    step: 'resize the disk',
    words,
    name: machine.name,
    note: `making ${change.disk} larger`,
    async look(signal) {
      const disk = find(await readDisks(client, machine, signal), change.disk);
      return disk?.capacityBytes === bytes ? { found: 'done', result: '' } : { found: 'not-done' };
    },
  });
  const note =
    'the disk is larger; the guest has to make its partition and file system larger itself';
  return { warnings: [], notes: [note], log: [] };
}

/** Gives virsh's argv for it. */
async function check(
  client: Client,
  { machine, change, task: { signal } }: Resizing,
  bytes: number,
): Promise<string[]> {
  const disks = await readDisks(client, machine, signal);
  const disk = find(disks, change.disk);
  if (!disk) {
    throw new BotError('not-found', `${machine.name} has no disk ${change.disk}`, {
      hint: `It has: ${disks.map(({ name }) => name).join(', ') || 'none'}.`,
    });
  }
  checkSize(disk, bytes);
  const now = await readNow(client, machine, signal);
  if (isActive(now)) {
    return ['blockresize', uuidWord(machine.id), `--path=${disk.name}`, `--size=${bytes}B`];
  }
  if (now.state === 'hibernated') {
    throw new BotError(
      'conflict',
      `${machine.name} is hibernated and knows its disk by its old size`,
      {
        hint: 'Start it first: a running machine gets the new size at once.',
      },
    );
  }
  await checkFile(client, { machine, disk, signal });
  return ['vol-resize', `--vol=${disk.path}`, `--capacity=${bytes}`];
}

function find(disks: readonly MachineDisk[], name: string): MachineDisk | undefined {
  return disks.find((disk) => disk.name === name);
}

function checkSize({ name, cdrom, capacityBytes }: MachineDisk, bytes: number): void {
  if (cdrom) throw new BotError('invalid', `${name} is a medium that cannot be written to`);
  if (capacityBytes === undefined) {
    throw new BotError('unsupported', `libvirt does not tell how large ${name} is`);
  }
  if (bytes > capacityBytes) return;
  throw new BotError(
    'invalid',
    `${name} has ${Math.floor(capacityBytes / 1024 ** 2)} MiB, and a disk only grows`,
    {
      hint: 'Say a larger size. To make it smaller, copy what it holds to a new disk.',
    },
  );
}

async function checkFile(
  client: Client,
  { machine, disk, signal }: { machine: Machine; disk: MachineDisk; signal: AbortSignal },
): Promise<void> {
  const stock = await readStock(client, signal);
  if (!volumeAt(stock, disk.path)) {
    throw new BotError(
      'unsupported',
      `${disk.name} of ${machine.name} lies in no active storage pool`,
      {
        hint: 'Start the machine: while it runs its disk can grow wherever it lies.',
      },
    );
  }
  const others = usesOf(stock, disk.path ?? '').filter(({ id }) => id !== machine.id);
  if (others.length === 0) return;
  throw new BotError(
    'conflict',
    `${others.map((use) => use.machine).join(', ')} use the same disk`,
  );
}
