import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { Backup, Restore, RestoreEffect } from '../../../../src/hypervisor/backups.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { drivesOf, type GuestConfig, isCdrom, readConfig } from '../guest-config.ts';
import { guestPath } from '../guest-path.ts';
import { machineIn, refuseTakenName } from '../guests.ts';
import type { Parts } from '../parts.ts';
import { refuseName } from '../provision/plan.ts';
import { diskBytesOf, readArchived } from './archived.ts';
import { volidOf } from './backup-id.ts';
import { findBackup } from './find.ts';
import { kindOf, sinceOf } from './list.ts';

type EffectParts = Pick<Parts, 'client' | 'resources' | 'settings' | 'site' | 'births'>;

export interface Effect extends RestoreEffect {
  /** The node that restores it. */
  readonly host: string;
  readonly kind: Machine['kind'];
  /** Of what is brought back, where it can be read. */
  readonly archived: GuestConfig | undefined;
  /** Of the machine that is overwritten. */
  readonly present: GuestConfig | undefined;
}

/** Throws `not-found` for a backup that is gone, `conflict` for a restore that cannot be. */
export async function effectOf(
  parts: EffectParts,
  { backup, wanted }: { readonly backup: Backup; readonly wanted: Restore },
  signal: AbortSignal,
): Promise<Effect> {
  const found = await findBackup(parts, backup, signal);
  const volid = volidOf(backup);
  const kind = kindOf({ volid, subtype: undefined });
  const { node } = found.store;
  if (wanted.as === 'new') {
    refuseName(wanted.name);
    refuseTakenName(found.rows, wanted.name, parts.site);
  }
  const there = machineIn(found.rows, backup.machine.id, parts.site);
  const replaces = wanted.as === 'same' ? there : undefined;
  const archived = await readArchived(parts.client, { node, volid }, signal);
  const needsBytes = archived && diskBytesOf(archived);
  if (replaces === undefined) {
    const says = wanted.as === 'new' ? ['its network cards get new addresses'] : [];
    return { host: node, kind, needsBytes, says, archived, present: undefined };
  }
  const present = await refuseOther(parts, { backup, kind, replaces }, signal);
  const birth = await parts.births.of(replaces, signal);
  const says = await whatIsLost(parts, { replaces, archived, present }, signal);
  const over = { ...replaces, birth };
  return { host: replaces.host, kind, replaces: over, needsBytes, says, archived, present };
}

interface Over {
  readonly backup: Backup;
  readonly kind: Machine['kind'];
  readonly replaces: Machine;
}

/** The machine that has the id now must be the one it was made of, and one that Proxmox overwrites. */
async function refuseOther(
  { client }: EffectParts,
  { backup, kind, replaces }: Over,
  signal: AbortSignal,
): Promise<GuestConfig> {
  const { name, id } = replaces;
  const since = await sinceOf({ client }, replaces, signal);
  if (replaces.kind !== kind || (since !== undefined && backup.createdAt < since)) {
    throw new BotError('conflict', `Another machine has the id ${id} now: ${name}`, {
      hint: 'Nothing was changed. It was made after the backup; backup restore with --as NAME brings the old one back beside it.',
    });
  }
  const config = await readConfig(client, replaces, signal);
  const why = hindrance(replaces, config);
  if (why !== undefined) {
    throw new BotError('conflict', `${name} cannot be restored over: ${why}`, {
      hint: 'Nothing was changed. backup restore with --as NAME goes beside it.',
    });
  }
  return config;
}

function hindrance(replaces: Machine, config: GuestConfig): string | undefined {
  if (config.get('protection') === '1') return 'its option Protection is set';
  if (config.get('template') === '1') return 'it is a template now';
  // Its lock stays until its memory is read back by a start.
  return replaces.state === 'hibernated'
    ? 'it is hibernated, start it and shut it down'
    : undefined;
}

const Snapshots = z.array(z.object({ name: z.string() }));

interface Lost {
  readonly replaces: Machine;
  readonly archived: GuestConfig | undefined;
  readonly present: GuestConfig;
}

async function whatIsLost(
  { client }: EffectParts,
  { replaces, archived, present }: Lost,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const asked = `${guestPath(replaces)}/snapshot`;
  const all = await client.get(asked, { schema: Snapshots, signal, name: replaces.name });
  const names = all.map(({ name }) => name).filter((name) => name !== 'current');
  const extra = archived === undefined ? [] : besides(present, archived);
  return [
    ...(names.length > 0 ? [`its snapshots are deleted: ${names.join(', ')}`] : []),
    ...(extra.length > 0
      ? [`disks that the backup lacks are taken off and kept: ${extra.join(', ')}`]
      : []),
    'its disks are deleted before the backup is read: one that is not whole leaves nothing of both, and --as NAME tries it beside',
  ];
}

function besides(present: GuestConfig, archived: GuestConfig): readonly string[] {
  return drivesOf(present)
    .filter(
      (drive) => !isCdrom(drive) && !drive.key.startsWith('unused') && !archived.has(drive.key),
    )
    .map(({ key }) => key);
}
