import { BotError } from '../../../../src/errors.ts';
import type { RollbackEffect, Snapshot } from '../../../../src/hypervisor/snapshots.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { listed } from '../../../../src/line/usage.ts';
import type { Client } from '../client.ts';
import { attribute, child, children, parseXml } from '../domain-xml.ts';
import { lacks, needs, needWords } from '../needs.ts';
import { uuidWord } from '../words.ts';
import { checkRollback } from './name.ts';
import { readRecords, sameRecord } from './records.ts';
import { standingOn } from './tree.ts';
import type { SnapshotRecord } from './xml.ts';

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
  const all = await readRecords(client, machine, signal);
  await refuseExternal(client, machine, { record, signal });
  const onTop = standingOn(record, all);
  const at = all.findIndex(({ id }) => id === record.id);
  const later = onTop.length > 0 ? onTop : all.slice(at + 1);
  return {
    later: onTop.length > 0 ? 'in-the-way' : 'kept',
    laterNames: later.map(({ name }) => name),
    leaves: leaves(record),
    disksNotIncluded: await disksLeftOut(client, machine, { record, signal }),
  };
}

/**
 * The record as it is now, where going back to it is possible and harms no other. Throws `not-found`, `unsupported`,
 * and `conflict` where libvirt would go back below the files of others, which would be worthless then.
 */
export async function rollbackRecord(
  client: Client,
  machine: Machine,
  { wanted, signal }: Asked,
): Promise<SnapshotRecord> {
  const record = await sameRecord(client, machine, { wanted, signal });
  checkRollback(record);
  await refuseExternal(client, machine, { record, signal });
  const onTop = standingOn(record, await readRecords(client, machine, signal));
  if (onTop.length === 0) return record;
  const names = listed(onTop.map(({ name }) => name));
  throw new BotError('conflict', `${names} would be worthless after going back to ${record.name}`, {
    hint: 'Nothing was changed. Files of external snapshots stand on the disks it would change: delete them first.',
  });
}

function leaves({ memory, savedState }: SnapshotRecord): RollbackEffect['leaves'] {
  if (memory && (savedState === 'running' || savedState === 'paused')) return savedState;
  return 'stopped';
}

/** What can be done instead is said with it, with the files in question. */
async function refuseExternal(
  client: Client,
  { name }: Machine,
  { record, signal }: { record: SnapshotRecord; signal: AbortSignal },
): Promise<void> {
  if (!record.isExternal) return;
  const versions = await client.versions(signal);
  if (!lacks(needs.revertExternal, versions)) return;
  const need = needWords(needs.revertExternal, versions);
  throw new BotError(
    'unsupported',
    `this libvirt cannot roll ${name} back to ${record.name}, an external snapshot: ${need}`,
    {
      hint: `Nothing was changed. Restore a backup instead. Or by hand, with ${name} off: make a new layer on what the snapshot keeps (${listed(record.disksThen)}) with qemu-img create -f qcow2 -F FORMAT -b FILE, and point the disk at it with virsh edit.`,
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
