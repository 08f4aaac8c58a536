import { BotError } from '../../../../src/errors.ts';
import type { Place } from '../../../../src/host/backup-places.ts';
import type { BackupPlace } from '../../../../src/hypervisor/backups.ts';
import type { Client } from '../client.ts';

import { survey } from './survey.ts';

export async function readPlace(
  { reach }: Client,
  { place: { name, directory }, host }: { readonly place: Place; readonly host: string },
  signal: AbortSignal,
): Promise<BackupPlace> {
  try {
    const found = await survey(reach, { directory, disks: [] }, signal);
    const { freeBytes, capacityBytes } = found;
    const problem = found.isWritable ? undefined : `the bot cannot write ${directory}`;
    return { host, name, freeBytes, capacityBytes, problem };
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return { host, name, problem: error.message };
  }
}
