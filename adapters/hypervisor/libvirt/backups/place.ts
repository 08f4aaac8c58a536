import { BotError } from '../../../../src/errors.ts';
import type { Place } from '../../../../src/host/backup-places.ts';
import type { BackupPlace } from '../../../../src/hypervisor/backups.ts';
import type { Client } from '../client.ts';
import { hostName } from '../storage/host-name.ts';

import { survey } from './survey.ts';

export async function readPlace(
  client: Client,
  { name, directory }: Place,
  signal: AbortSignal,
): Promise<BackupPlace> {
  const place = { host: await hostName(client, signal), name };
  try {
    const found = await survey(client.reach, { directory, disks: [] }, { signal });
    const { freeBytes, capacityBytes } = found;
    const problem = found.isWritable ? undefined : `the bot cannot write ${directory}`;
    return { ...place, freeBytes, capacityBytes, problem };
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return { ...place, problem: error.message };
  }
}
