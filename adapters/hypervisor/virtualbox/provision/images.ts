import { BotError } from '../../../../src/errors.ts';
import type { Image } from '../../../../src/hypervisor/provision.ts';
import { capacityIn, fileKind, HEAD_BYTES, isRaw } from '../storage/image-files.ts';
import { baseName, pathKey } from '../storage/paths.ts';
import { layersOn, type Medium, type Stock, usersOf } from '../storage/stock.ts';
import type { Parts } from './parts.ts';

/** A file that a machine can be made from. */
export interface Source extends Omit<Image, 'host'> {
  /** True where VirtualBox has it in its registry, and is to keep it there. */
  readonly known: boolean;
}

/**
 * What lies in the folders that the site names, and what VirtualBox knows besides. A disk that a machine writes to is
 * none, as a copy of it would be torn.
 */
export async function readSources(
  { folders, images }: Pick<Parts, 'folders' | 'images'>,
  stock: Stock,
  signal: AbortSignal,
): Promise<readonly Source[]> {
  const files = (await Promise.all(images.map((folder) => folders.list(folder, signal)))).flat();
  const sizes = new Map(files.map(({ path, bytes }) => [pathKey(path), bytes]));
  const known = new Map(stock.media.map((medium) => [pathKey(medium.path), medium]));
  const all = [...files, ...stock.media].map(({ path }) => [pathKey(path), path] as const);
  const found = [...new Map(all)].flatMap(([key, path]): Source[] => {
    const medium = known.get(key);
    const kind = medium?.kind ?? kindOf(path);
    if (kind === undefined || (medium && isWritten(stock, medium))) return [];
    const bytes = sizes.get(key);
    const capacityBytes = medium?.capacityBytes ?? (isRaw(path) ? bytes : undefined);
    return [{ name: baseName(path), path, kind, bytes, capacityBytes, known: !!medium }];
  });
  return found.map((one) => {
    const isTwice = found.filter(({ name }) => name === one.name).length > 1;
    return isTwice ? { ...one, name: one.path } : one;
  });
}

function kindOf(path: string): Image['kind'] | undefined {
  const kind = fileKind(path);
  if (kind === 'iso') return 'iso';
  return kind === 'image' ? 'disk' : undefined;
}

function isWritten(stock: Stock, medium: Medium): boolean {
  if (medium.kind === 'iso') return false;
  const isPart = medium.parent !== undefined || layersOn(stock, medium).length > 0;
  return isPart || usersOf(stock, medium).length > 0;
}

/** The image of that name and kind. Throws `not-found`. */
export function findSource(
  all: readonly Source[],
  { name, kind }: Pick<Source, 'name' | 'kind'>,
  folders: readonly string[],
): Source {
  const found = all.find((one) => one.name === name && one.kind === kind);
  if (found) return found;
  const what = kind === 'iso' ? 'installation medium' : 'image';
  const there = all.filter((one) => one.kind === kind).map((one) => one.name);
  throw new BotError('not-found', `there is no ${what} ${name} on this host`, {
    hint: there.length > 0 ? `There is: ${there.slice(0, 10).join(', ')}.` : whereTo(folders),
  });
}

function whereTo(folders: readonly string[]): string {
  return folders.length === 0
    ? 'Name the folders with images and media in the configuration of this site: `images`.'
    : `Put one into ${folders.join(' or ')}.`;
}

/** How large the disk in it is, as far as that can be told without entering it into VirtualBox's registry. */
export async function capacityOf(
  { folders }: Pick<Parts, 'folders'>,
  { path, capacityBytes }: Pick<Source, 'path' | 'capacityBytes'>,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (capacityBytes !== undefined) return capacityBytes;
  return capacityIn(await folders.head(path, HEAD_BYTES, signal));
}
