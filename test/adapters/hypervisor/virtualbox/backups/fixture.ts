import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backup } from '../../../../../src/hypervisor/backups.ts';
import type { Hypervisor, Machine } from '../../../../../src/hypervisor.ts';
import { type BackupFixture, need, never } from '../../../../contracts/subject.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { type BoxHost, manage } from '../../../../lab/virtualbox/host.ts';
import { openLab, type SiteName } from '../site.ts';

/** One more place for the contract's sites: a file system on which nothing is free. */
export const full = { full: '/proc/nakhoda' };

/** What the facts about backups ask of the lab. */
export function backupFixture(name: SiteName, running: string): BackupFixture {
  const where = async () => (await openLab()).hosts[name];
  return {
    fullPlace: 'full',
    async corrupt(hypervisor) {
      const backup = await backupOf(hypervisor, running);
      await damage(join(directoryOf(await where(), backup), `${running}.ova`));
      return backup;
    },
    async discard(machine) {
      await discardMachine(await where(), machine);
    },
  };
}

/** Where the lab's host has it; paths are the same outside. */
function directoryOf({ directory }: BoxHost, { place, id }: Backup): string {
  return join(place.replace(/^~/, join(directory, 'home')), id);
}

/** Into the disk's data, behind the description of the machine. */
async function damage(file: string): Promise<void> {
  const opened = await open(file, 'r+');
  await opened.write(Buffer.from('noise'), 0, 5, 20_000);
  await opened.close();
}

async function backupOf(hypervisor: Hypervisor, name: string): Promise<Backup> {
  const machine = (await hypervisor.machines(never)).find((each) => each.name === name);
  if (!machine) throw new Error(`no machine ${name}`);
  const backups = need(hypervisor.backups);
  return (await backups.create(machine, { note: '' }, memoryTask())).backup;
}

export async function discardMachine(host: BoxHost, { id }: Machine): Promise<void> {
  await manage(host, ['controlvm', id, 'poweroff'], { signal: never }).catch(() => '');
  await manage(host, ['unregistervm', id, '--delete'], { signal: never });
}
