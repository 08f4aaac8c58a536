import { parseBlocks } from '../blocks.ts';
import type { Client } from '../client.ts';
import type { Inventory, Known } from '../inventory.ts';

/** A disk or a disc that VirtualBox knows. */
export interface Medium {
  readonly id: string;
  readonly path: string;
  readonly kind: 'disk' | 'iso';
  /** The disk it is a layer on. */
  readonly parent?: string | undefined;
  /** In whole MiB, as VirtualBox tells it; absent where it cannot be opened. */
  readonly capacityBytes?: number | undefined;
}

/** A machine with the media that it or one of its snapshots has plugged in. */
export interface Owner {
  readonly id: string;
  readonly name: string;
  readonly images: ReadonlySet<string>;
  readonly settingsFile: string;
}

/** What VirtualBox knows of media and of who uses them. */
export interface Stock {
  readonly media: readonly Medium[];
  readonly owners: readonly Owner[];
  /** Names of machines whose settings cannot be read: nobody can tell what they use. */
  readonly unreadable: readonly string[];
}

/** https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-list */
export async function readStock(
  { client, inventory }: { readonly client: Client; readonly inventory: Inventory },
  signal: AbortSignal,
): Promise<Stock> {
  const [disks, discs, machines] = await Promise.all([
    client.ask(['list', 'hdds'], { signal }),
    client.ask(['list', 'dvds'], { signal }),
    inventory.all(signal),
  ]);
  return {
    media: [...parseMedia(disks, 'disk'), ...parseMedia(discs, 'iso')],
    owners: machines.flatMap(ownerOf),
    unreadable: machines.flatMap(({ id, name = id, settings }) => (settings ? [] : [name])),
  };
}

function ownerOf({ id, name = id, info, settings }: Known): readonly Owner[] {
  if (!info || !settings) return [];
  const { settingsFile } = info;
  return [{ id, name, images: new Set(settings.images), settingsFile }];
}

export function parseMedia(text: string, kind: Medium['kind']): readonly Medium[] {
  return parseBlocks(text, 'Location').flatMap((block) => {
    const [id, path] = [block.get('UUID'), block.get('Location')];
    if (id === undefined || path === undefined || !/^[\da-f-]{36}$/.test(id)) return [];
    const parent = block.get('Parent UUID');
    const megabytes = Number(/^(\d+) MBytes$/.exec(block.get('Capacity') ?? '')?.[1]);
    return [
      {
        ...{ id, path, kind },
        parent: parent === 'base' ? undefined : parent,
        capacityBytes: megabytes > 0 ? megabytes * 1024 ** 2 : undefined,
      },
    ];
  });
}

/** Those that have it plugged in, now or in a snapshot. */
export function usersOf({ owners }: Stock, { id }: Pick<Medium, 'id'>): readonly Owner[] {
  return owners.filter(({ images }) => images.has(id));
}

/** The layers that lie directly on it. */
export function layersOn({ media }: Stock, { id }: Pick<Medium, 'id'>): readonly Medium[] {
  return media.filter(({ parent }) => parent === id);
}

/** The disks below it, the nearest first. */
export function below(stock: Stock, { parent }: Medium): readonly Medium[] {
  const found = stock.media.find(({ id }) => id === parent);
  return found === undefined ? [] : [found, ...below(stock, found)];
}

/** Those that have it or a layer on it plugged in. */
export function standingOn(stock: Stock, medium: Pick<Medium, 'id'>): readonly Owner[] {
  const above = layersOn(stock, medium).flatMap((layer) => standingOn(stock, layer));
  return [...new Set([...usersOf(stock, medium), ...above])];
}
