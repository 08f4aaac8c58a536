import type { Backup } from '../../../../../src/hypervisor/backups.ts';
import type { Hypervisor, Machine } from '../../../../../src/hypervisor.ts';
import { type BackupFixture, need, never } from '../../../../contracts/subject.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { type LabHost, onHost, virsh } from '../../../../lab/libvirt/host.ts';
import { openLab } from '../site.ts';

/** What the facts about backups ask of the lab. */
export function backupFixture(host: 'kvm-a' | 'kvm-b', running: string): BackupFixture {
  const where = async () => (await openLab()).hosts[host];
  return {
    async corrupt(hypervisor) {
      const backup = await backupOf(hypervisor, running);
      const file = `${backup.place}/${backup.id}/vda.qcow2`;
      const noise = ['dd', 'if=/dev/urandom', `of=${file}`, 'bs=512', 'seek=2000', 'count=1'];
      await onHost(await where(), [...noise, 'conv=notrunc', 'status=none'], { signal: never });
      return backup;
    },
    async discard(machine) {
      await discardMachine(await where(), machine);
    },
  };
}

export async function backupOf(hypervisor: Hypervisor, name: string): Promise<Backup> {
  const machine = (await hypervisor.machines(never)).find((each) => each.name === name);
  if (!machine) throw new Error(`no machine ${name}`);
  const backups = need(hypervisor.backups);
  return (await backups.create(machine, { note: '' }, memoryTask())).backup;
}

/** Takes the machine away with the disks that a restore gave it. */
export async function discardMachine(host: LabHost, { id }: Machine): Promise<void> {
  const list = await virsh(host, ['domblklist', id], { signal: never });
  await virsh(host, ['destroy', id], { signal: never }).catch(() => '');
  await virsh(host, ['undefine', id, '--snapshots-metadata', '--nvram'], { signal: never });
  const paths = list.split('\n').flatMap((line) => / (\/.*)$/.exec(line)?.[1] ?? []);
  await onHost(host, ['rm', '-f', '--', ...paths], { signal: never });
}
