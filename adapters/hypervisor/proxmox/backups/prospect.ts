import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { BackupMode, BackupProspect, NewBackup } from '../../../../src/hypervisor/backups.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import {
  capacityOf,
  type Drive,
  drivesOf,
  type GuestConfig,
  isCdrom,
  readConfig,
} from '../guest-config.ts';
import { guestPath } from '../guest-path.ts';
import type { Parts } from '../parts.ts';
import { bit } from '../row.ts';
import { readContent, sizeOf, storeOf } from '../storage/content.ts';
import { choosePlace } from './places.ts';

type ProspectParts = Pick<Parts, 'client' | 'resources' | 'settings'>;

export async function prospect(
  parts: ProspectParts,
  { machine, wanted }: { readonly machine: Machine; readonly wanted: NewBackup },
  signal: AbortSignal,
): Promise<BackupProspect> {
  refuseIncremental(wanted);
  const { host } = machine;
  const [place, config] = await Promise.all([
    choosePlace(parts, { host, name: wanted.place }, signal),
    readConfig(parts.client, machine, signal),
  ]);
  const drives = savedDrives(machine, config);
  const mode = wanted.mode ?? 'snapshot';
  const isOn = machine.state === 'running' || machine.state === 'paused';
  const silentGuest = isOn && mode !== 'stop' && hasNoAgent(machine, config);
  const beside = drives.some(({ volid }) => storeOf(volid) === place.name);
  return {
    place,
    needsBytes: await needs(parts, { machine, drives }, signal),
    silentGuest,
    warnings: [
      ...(beside ? ['it lies on the same storage as the machine'] : []),
      ...(silentGuest ? ['no guest agent: the disks are copied as after a power cut'] : []),
      ...(isOn ? await meanwhile(parts, { machine, mode }, signal) : []),
    ],
  };
}

function refuseIncremental({ incremental }: NewBackup): void {
  if (!incremental) return;
  throw new BotError('unsupported', 'Proxmox makes whole backups only', {
    hint: 'Leave out --incremental. A Proxmox Backup Server stores only what is new of each by itself.',
  });
}

/** A VM's disks unless they say `backup=0`; a container's root, and its mount points that say `backup=1`. */
function savedDrives({ kind }: Machine, config: GuestConfig): readonly Drive[] {
  return drivesOf(config).filter((drive) => {
    const { key, options } = drive;
    if (isCdrom(drive) || key.startsWith('unused') || key === 'vmstate') return false;
    const asked = options.get('backup');
    return kind === 'container' ? key === 'rootfs' || asked === '1' : asked !== '0';
  });
}

function hasNoAgent({ kind }: Machine, config: GuestConfig): boolean {
  return kind === 'vm' && !/^(?:1|enabled=1)/.test(config.get('agent') ?? '');
}

const Feature = z.object({ hasFeature: bit });

/** What the machine notices of it. */
async function meanwhile(
  { client }: ProspectParts,
  { machine, mode }: { readonly machine: Machine; readonly mode: BackupMode },
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (mode === 'stop') return ['it is shut down for it, and started again'];
  if (mode === 'suspend') return ['it stands still while its disks are read'];
  if (machine.kind === 'vm') return [];
  const { hasFeature } = await client.get(`${guestPath(machine)}/feature`, {
    schema: Feature,
    params: { feature: 'snapshot' },
    signal,
    name: machine.name,
  });
  return hasFeature === 1
    ? []
    : ['its storage takes no snapshots: it stands still for the last part of the copy'];
}

/** What is allocated where its storage tells that, else the whole disk; undefined where one of them is unknown. */
async function needs(
  { client }: ProspectParts,
  { machine, drives }: { readonly machine: Machine; readonly drives: readonly Drive[] },
  signal: AbortSignal,
): Promise<number | undefined> {
  const stores = [...new Set(drives.map(({ volid }) => storeOf(volid)))];
  const lists = await Promise.all(
    stores.map((name) =>
      readContent(client, { node: machine.host, name }, { vmid: machine.id, signal }).catch(
        (error: unknown) => {
          if (error instanceof BotError && !signal.aborted) return [];
          throw error;
        },
      ),
    ),
  );
  const rows = new Map(lists.flat().map((row) => [row.volid, row]));
  const sizes = drives.map((drive) => {
    const row = rows.get(drive.volid);
    return row?.used || capacityOf(drive) || (row && sizeOf(row)) || undefined;
  });
  const known = sizes.filter((size) => size !== undefined);
  return known.length < sizes.length ? undefined : known.reduce((sum, size) => sum + size, 0);
}
