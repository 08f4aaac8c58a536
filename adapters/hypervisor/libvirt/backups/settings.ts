import type { z } from 'zod';
import { type Place, placeSettings, placesIn } from '../../../../src/host/backup-places.ts';

/** Where a libvirt's backups are kept, on its own host: one directory, or several under names of their own. */
export const BackupSettings = placeSettings(
  /^\/[^\0\n\r]*$/,
  'must be an absolute path on the host of libvirt',
);
export type BackupSettings = z.infer<typeof BackupSettings>;

const usual = '/var/lib/libvirt/nakhoda-backups';

export function placesOf(settings: BackupSettings): Place[] {
  return placesIn(settings, usual);
}
