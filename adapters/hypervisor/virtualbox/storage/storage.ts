import { BotError } from '../../../../src/errors.ts';
import type { Pool, Storage, Volume } from '../../../../src/hypervisor/storage.ts';
import { readProperties } from '../properties.ts';
import type { Parts } from '../provision/parts.ts';
import type { FileEntry } from './folders.ts';
import { fileKind } from './image-files.ts';
import { folderName, isBelow, joined, pathKey } from './paths.ts';
import { layersOn, type Medium, readStock, type Stock, standingOn, usersOf } from './stock.ts';

/** VirtualBox has no pools: these are the folders that its machines, its disks and the site's images lie in. */
export function createStorage(parts: Parts): Storage {
  const { folders, hostName } = parts;
  return {
    async pools(signal) {
      signal.throwIfAborted();
      const [host, stock, places] = await readPlaces(parts, signal);
      return Promise.all(
        places.map(async ({ path, type }): Promise<Pool> => {
          const room = await folders.room(path, signal);
          const own = stock.media.filter((medium) => homeOf(places, medium.path) === path);
          return {
            ...{ host, name: path, type, path },
            active: room !== undefined,
            capacityBytes: room?.capacityBytes,
            usedBytes: room && room.capacityBytes - room.freeBytes,
            freeBytes: room?.freeBytes,
            promisedBytes: own.reduce((sum, { capacityBytes = 0 }) => sum + capacityBytes, 0),
          };
        }),
      );
    },
    async volumes({ name }, signal) {
      const [, stock, places] = await readPlaces(parts, signal);
      const place = places.find(({ path }) => path === name);
      if (!place) {
        throw new BotError('not-found', `no machine, disk or image lies in ${name}`, {
          hint: '`host storage` shows the folders there are.',
        });
      }
      const found = await filesIn(parts, { place, stock, signal });
      const files = found.filter(({ path }) => homeOf(places, path) === name);
      return files
        .map((file) => volumeOf(stock, file, name))
        .toSorted((a, b) => (b.bytes ?? -1) - (a.bytes ?? -1));
    },
  };

  async function readPlaces({ client }: Parts, signal: AbortSignal) {
    const [host, stock, { machineFolder }] = await Promise.all([
      hostName(signal),
      readStock(parts, signal),
      readProperties(client, signal),
    ]);
    return [host, stock, placesOf(stock, machineFolder, parts.images)] as const;
  }
}

/** Any folder may be one that a disk lies in, such as a whole home: of those only what VirtualBox knows is looked at. */
async function filesIn(
  { client, folders }: Parts,
  { place, stock, signal }: { place: Place; stock: Stock; signal: AbortSignal },
): Promise<readonly FileEntry[]> {
  if (place.type !== 'folder') {
    const all = await folders.list(place.path, signal);
    return all.filter(({ path }) => fileKind(path) !== undefined);
  }
  const paths = stock.media.map(({ path }) => path).filter((path) => isBelow(place.path, path));
  const { bytes } = await client.reach.files.stamps(paths, signal);
  return [...bytes].map(([path, size]) => ({ path, bytes: size }));
}

interface Place {
  readonly path: string;
  readonly type: string;
}

/** Besides the folders that are known, those that other machines and media lie in. */
function placesOf(
  stock: Stock,
  machineFolder: string,
  images: readonly string[],
): readonly Place[] {
  const known = [
    { path: machineFolder, type: 'machines' },
    ...images.filter((path) => path !== machineFolder).map((path) => ({ path, type: 'images' })),
  ];
  const machines = stock.owners.map(({ settingsFile }) => folderName(settingsFile));
  const media = stock.media.map(({ path }) => folderName(path));
  const others = [...new Set([...machines, ...media])].toSorted((a, b) => (a < b ? -1 : 1));
  const folders = [...known.map(({ path }) => path), ...others];
  return [
    ...known,
    ...others
      .filter((path) => !known.some((place) => place.path === path))
      .filter((path) => !folders.some((folder) => isBelow(folder, path)))
      .map((path) => ({ path, type: 'folder' })),
  ];
}

/** The innermost of the folders that the file lies in. */
function homeOf(places: readonly Place[], path: string): string | undefined {
  return places
    .filter((place) => isBelow(place.path, path))
    .toSorted((a, b) => b.path.length - a.path.length)[0]?.path;
}

function volumeOf(stock: Stock, { path, bytes }: FileEntry, folder: string): Volume {
  const medium = stock.media.find((each) => pathKey(each.path) === pathKey(path));
  const owner = stock.owners.find(({ settingsFile }) => isBelow(folderName(settingsFile), path));
  const name = path.slice(joined(folder, '').length);
  if (medium) return { name, path, bytes, ...ofMedium(stock, medium) };
  const kind = fileKind(path);
  if (kind === 'memory' && owner) {
    return { name, path, bytes, machines: [owner.name], says: `saved memory of ${owner.name}` };
  }
  const says = { iso: 'installation medium', image: 'disk image', memory: undefined };
  return { name, path, bytes, machines: [], says: kind && says[kind] };
}

function ofMedium(
  stock: Stock,
  medium: Medium,
): Pick<Volume, 'capacityBytes' | 'machines' | 'says'> {
  const { capacityBytes, kind } = medium;
  const names = [...new Set(standingOn(stock, medium).map((each) => each.name))];
  if (kind === 'iso') return { capacityBytes, machines: names, says: 'installation medium' };
  const above = layersOn(stock, medium).length;
  const direct = usersOf(stock, medium).map((each) => each.name);
  const what = medium.parent === undefined ? 'disk' : 'layer of a disk';
  const says = direct[0] === undefined ? undefined : `${what} of ${direct.join(', ')}`;
  const base = above === 0 ? undefined : `base of ${above} ${above === 1 ? 'layer' : 'layers'}`;
  return { capacityBytes, machines: names, says: above > 1 ? base : (says ?? base) };
}
