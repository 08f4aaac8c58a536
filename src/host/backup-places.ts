import { z } from 'zod';
import { BotError } from '../errors.ts';
import { bytes } from '../format.ts';

/** A directory that backups lie in. */
export interface Place {
  readonly name: string;
  readonly directory: string;
}

/** Where a host's backups are kept: one directory, or several under names of their own, all in this form. */
export function placeSettings(form: RegExp, words: string) {
  const directory = z.string().regex(form, words);
  return z
    .strictObject({
      directory: directory.optional(),
      places: z
        .record(z.string().regex(/^[\w.-]{1,64}$/, 'must be one plain word'), directory)
        .optional(),
    })
    .default({});
}

export interface PlaceSettings {
  readonly directory?: string | undefined;
  readonly places?: Readonly<Record<string, string>> | undefined;
}

/** The usual one where nothing is set. */
export function placesIn({ directory: own, places = {} }: PlaceSettings, usual: string): Place[] {
  const named = Object.entries(places).map(([name, path]) => ({
    name,
    directory: withoutEnd(path),
  }));
  if (own === undefined && named.length > 0) return named;
  const path = withoutEnd(own ?? usual);
  return [{ name: path, directory: path }, ...named];
}

/** The one that is meant, the first where none is named. Throws `not-found` for a name that is none. */
export function choosePlace(places: readonly Place[], name: string | undefined): Place {
  const found = name === undefined ? places[0] : places.find((each) => each.name === name);
  if (found) return found;
  const names = places.map((each) => each.name).join(', ');
  throw new BotError('not-found', `this site keeps no backups in ${name}`, {
    hint: `It keeps them in: ${names}. Nothing was changed.`,
  });
}

interface Room {
  readonly place: Place;
  readonly freeBytes: number;
  readonly needsBytes: number;
}

/** Throws `conflict` where the backup may not fit. */
export function refuseFull({ place, freeBytes, needsBytes }: Room): void {
  if (needsBytes <= freeBytes) return;
  throw new BotError(
    'conflict',
    `${place.directory} has ${bytes(freeBytes)} free, and the backup may take ${bytes(needsBytes)}`,
    { hint: 'Delete older backups, or take another place. Nothing was changed.' },
  );
}

/** Without the slashes at its end. */
export function withoutEnd(path: string): string {
  return path.replace(/(?<=.)\/+$/, '');
}
