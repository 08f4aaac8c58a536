import { BotError } from '../../../../src/errors.ts';
import type { BackupPlace } from '../../../../src/hypervisor/backups.ts';
import type { Client } from '../client.ts';
import type { Place } from './settings.ts';
import { survey } from './survey.ts';

/** The one that is meant, the first where none is named. Throws `not-found` for a name that is none. */
export function choosePlace(places: readonly Place[], name: string | undefined): Place {
  const found = name === undefined ? places[0] : places.find((each) => each.name === name);
  if (found) return found;
  const names = places.map((each) => each.name).join(', ');
  throw new BotError('not-found', `this site keeps no backups in ${name}`, {
    hint: `It keeps them in: ${names}. Nothing was changed.`,
  });
}

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
