import { BotError } from '../../../src/errors.ts';
import type { RollbackEffect, Snapshot } from '../../../src/hypervisor/snapshots.ts';
import type { Machine } from '../../../src/hypervisor.ts';
import type { Client } from './client.ts';
import { attribute, child, children, parseXml } from './domain-xml.ts';
import { checkRollback } from './snapshot-name.ts';
import { readRecords, sameRecord } from './snapshot-records.ts';
import type { SnapshotRecord } from './snapshot-xml.ts';
import { uuidWord } from './words.ts';

interface Asked {
  readonly wanted: Snapshot;
  readonly signal: AbortSignal;
}

/** libvirt keeps later snapshots, and leaves the machine as it was when the snapshot was taken. */
export async function rollbackEffect(
  client: Client,
  machine: Machine,
  { wanted, signal }: Asked,
): Promise<RollbackEffect> {
  const record = await sameRecord(client, machine, { wanted, signal });
  checkRollback(record);
  if (record.isExternal) await refuseOldLibvirt(client, signal);
  const all = await readRecords(client, machine, signal);
  const at = all.findIndex(({ id }) => id === record.id);
  return {
    later: 'kept',
    laterNames: all.slice(at + 1).map(({ name }) => name),
    leaves: leaves(record),
    disksNotIncluded: await disksLeftOut(client, machine, { record, signal }),
  };
}

function leaves({ memory, savedState }: SnapshotRecord): RollbackEffect['leaves'] {
  if (memory && (savedState === 'running' || savedState === 'paused')) return savedState;
  return 'stopped';
}

/** External snapshots can be reverted since 9.9.0: https://libvirt.org/news.html#v9-9-0-2023-11-01 */
async function refuseOldLibvirt(client: Client, signal: AbortSignal): Promise<void> {
  const [version = ''] = await client.query(['version --daemon'], { signal });
  const [, major, minor] = /Running against daemon: (\d+)\.(\d+)/.exec(version) ?? [];
  if (Number(major) > 9 || (Number(major) === 9 && Number(minor) >= 9)) return;
  throw new BotError(
    'unsupported',
    `libvirt ${major}.${minor} cannot roll back to an external snapshot`,
    {
      hint: 'libvirt 9.9 and newer can; virsh snapshot-create-as without --disk-only makes internal ones.',
    },
  );
}

/** Disks it was told to leave out, and those the machine got since. A CD-ROM has nothing to lose. */
async function disksLeftOut(
  client: Client,
  machine: Machine,
  { record, signal }: { record: SnapshotRecord; signal: AbortSignal },
): Promise<string[]> {
  const [xml = ''] = await client.query([`dumpxml ${uuidWord(machine.id)}`], { signal });
  const disks = children(child(parseXml(xml), 'domain', 'devices'), 'disk')
    .filter((disk) => (attribute(disk, 'device') ?? 'disk') === 'disk')
    .map((disk) => attribute(child(disk, 'target'), 'dev') ?? '');
  return disks.filter((disk) => !record.disksHeld.includes(disk));
}
