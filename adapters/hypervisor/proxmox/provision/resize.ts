import { BotError } from '../../../../src/errors.ts';
import { bytes as sized } from '../../../../src/format.ts';
import type { DiskSize, MachineDisk } from '../../../../src/hypervisor/provision.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import { clip } from '../../../../src/line/clip.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { capacityOf, drivesOf, isCdrom, readConfig } from '../guest-config.ts';
import { guestPath } from '../guest-path.ts';
import type { Parts } from '../parts.ts';
import type { Making } from './undo.ts';

/** What is attached to it now; a disk that was taken off and kept is not. */
export async function listDisks(
  { client }: Pick<Parts, 'client'>,
  machine: Making,
  signal: AbortSignal,
): Promise<readonly MachineDisk[]> {
  const drives = drivesOf(await readConfig(client, machine, signal));
  return drives
    .filter(({ key }) => !/^(?:unused|efidisk|tpmstate|vmstate)/.test(key))
    .map((drive) => ({
      name: drive.key,
      path: drive.volid === 'none' ? undefined : drive.volid,
      capacityBytes: capacityOf(drive),
      cdrom: isCdrom(drive),
    }));
}

export async function resizeDisk(
  parts: Parts,
  { machine, change }: { readonly machine: Machine; readonly change: DiskSize },
  task: TaskControl,
): Promise<Outcome> {
  // After a restart it may have grown already, and must not be refused for that.
  await task.step(`look at ${change.disk}`, {
    async do() {
      await parts.births.check(machine, task.signal);
      await refuseDisk(parts, { machine, change }, task.signal);
      return true;
    },
  });
  return grow(parts, machine, change, task);
}

async function refuseDisk(
  parts: Parts,
  { machine, change }: { readonly machine: Machine; readonly change: DiskSize },
  signal: AbortSignal,
): Promise<void> {
  const disks = (await listDisks(parts, machine, signal)).filter(({ cdrom }) => !cdrom);
  const disk = disks.find(({ name }) => name === change.disk);
  if (disk === undefined) {
    throw new BotError('not-found', `${machine.name} has no disk ${clip(change.disk)}`, {
      hint: `It has ${disks.map(({ name }) => name).join(', ') || 'none'}.`,
    });
  }
  const { capacityBytes } = disk;
  if (capacityBytes !== undefined && change.bytes > capacityBytes) return;
  throw new BotError(
    'invalid',
    capacityBytes === undefined
      ? `How large ${disk.name} of ${machine.name} is now is not known`
      : `${disk.name} of ${machine.name} has ${sized(capacityBytes)}: it can only grow`,
    { hint: 'Nothing was changed.' },
  );
}

/** Digits alone are bytes. Proxmox 9 answers with a task, older ones when it is done. */
export function grow(
  { tasks }: Pick<Parts, 'tasks'>,
  machine: Making,
  { disk, bytes }: DiskSize,
  task: TaskControl,
): Promise<Outcome> {
  return tasks.act(
    {
      step: `grow ${disk} of ${machine.id}`,
      node: machine.host,
      id: machine.id,
      name: machine.name,
      types: ['resize'],
      method: 'PUT',
      path: `${guestPath(machine)}/resize`,
      params: { disk, size: String(bytes) },
      doing: `growing ${disk}`,
    },
    task,
  );
}
