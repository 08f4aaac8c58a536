import type { z } from 'zod';
import {
  type Place,
  placeSettings,
  placesIn,
  withoutEnd,
} from '../../../../src/host/backup-places.ts';

/** Where a VirtualBox's backups are kept, on its own host: one directory, or several under names of their own. */
export const BackupSettings = placeSettings(
  /^(?:~?\/)[^\0\n\r]*$/,
  'must be an absolute path on the host of VirtualBox, or one below ~/',
);
export type BackupSettings = z.infer<typeof BackupSettings>;

/** Of the user whose machines they are: VirtualBox itself writes there. */
const usual = '~/nakhoda-backups';

export function placesOf(settings: BackupSettings): Place[] {
  return placesIn(settings, usual);
}

/** With the user's home in it, as the host knows it. */
export function placedAt({ name, directory: path }: Place, home: string): Place {
  return { name, directory: path.replace(/^~(?=\/)/, () => withoutEnd(home)) };
}
