import type { RestoreEffect } from '../../../../src/hypervisor/backups.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { readRecords } from '../snapshots/records.ts';
import type { BackupDisk } from './manifest.ts';
import { planRestore, type RestoreAsked } from './restore-plan.ts';

export async function restoreEffect(client: Client, asked: RestoreAsked): Promise<RestoreEffect> {
  const plan = await planRestore(client, asked);
  const { replaces, needsBytes, freeBytes, disks } = plan;
  const { kind } = asked.stored.backup;
  const says = [
    ...(replaces ? await losses(client, replaces, asked.signal) : []),
    ...(asked.wanted.as === 'new' ? ['it gets a UUID and network addresses of its own'] : []),
    ...(asked.wanted.as === 'same' && !replaces
      ? ['the machine is gone: it is made again as it was']
      : []),
    ...disks.flatMap(({ disk, directory }) => moves(disk, directory)),
    ...(kind === 'incremental' ? ['it is put together from several backups'] : []),
  ];
  return { replaces, needsBytes, freeBytes, says };
}

async function losses(client: Client, machine: Machine, signal: AbortSignal): Promise<string[]> {
  const names = (await readRecords(client, machine, signal)).map(({ name }) => name);
  return [
    'all that changed on its disks and in its settings since then is lost',
    ...(names.length > 0 ? [`its snapshots are deleted: ${names.join(', ')}`] : []),
    ...(machine.state === 'hibernated' ? ['the memory it saved is thrown away'] : []),
    'its old disks stay until the new ones are whole, and are deleted then',
  ];
}

function moves({ target, type, path = '' }: BackupDisk, directory: string): string[] {
  if (type !== 'file') {
    return [
      `${target} was no file: it becomes one in ${directory}, and what it was stays as it is`,
    ];
  }
  return path.startsWith(`${directory}/`)
    ? []
    : [`${target} comes to lie in ${directory}: its old one is gone`];
}
