import { z } from 'zod';

const directory = z
  .string()
  .regex(
    /^(?:~?\/)[^\0\n\r]*$/,
    'must be an absolute path on the host of VirtualBox, or one below ~/',
  );

/** Where a VirtualBox's backups are kept, on its own host: one directory, or several under names of their own. */
export const BackupSettings = z
  .strictObject({
    directory: directory.optional(),
    places: z
      .record(z.string().regex(/^[\w.-]{1,64}$/, 'must be one plain word'), directory)
      .optional(),
  })
  .default({});
export type BackupSettings = z.infer<typeof BackupSettings>;

/** A directory that backups lie in. */
export interface Place {
  readonly name: string;
  readonly directory: string;
}

/** Of the user whose machines they are: VirtualBox itself writes there. */
const usual = '~/nakhoda-backups';

export function placesOf({ directory: own, places = {} }: BackupSettings): Place[] {
  const named = Object.entries(places).map(([name, path]) => ({ name, directory: plain(path) }));
  if (own === undefined && named.length > 0) return named;
  const path = plain(own ?? usual);
  return [{ name: path, directory: path }, ...named];
}

/** With the user's home in it, as the host knows it. */
export function placedAt({ name, directory: path }: Place, home: string): Place {
  return { name, directory: path.replace(/^~(?=\/)/, () => plain(home)) };
}

function plain(path: string): string {
  return path.replace(/(?<=.)\/+$/, '');
}
