import { BotError } from '../../../../src/errors.ts';
import type { Parts } from '../parts.ts';
import type { Resource } from '../resources.ts';
import { type Figures, figuresOf, type Store, storesIn } from '../storage/stores.ts';

export interface Room {
  readonly store: Store;
  readonly figures: Figures;
}

interface Wanted {
  readonly host: string;
  /** `images` for the disks of VMs, `rootdir` for containers. */
  readonly content: 'images' | 'rootdir';
  readonly rows: readonly Resource[];
}

/** Where new disks go: the storage of the configuration, else the one with most room. Throws `conflict`. */
export async function chooseStore(
  { client, settings }: Pick<Parts, 'client' | 'settings'>,
  { host, content, rows }: Wanted,
  signal: AbortSignal,
): Promise<Room> {
  const able = storesIn(rows).filter((store) => store.node === host && store.content.has(content));
  const { storage } = settings;
  const wanted = storage === undefined ? able : able.filter(({ name }) => name === storage);
  const rooms = await Promise.all(
    wanted.map(async (store) => ({ store, figures: await figuresOf(client, store, signal) })),
  );
  const [best] = rooms
    .filter(({ figures }) => figures.active)
    .toSorted((a, b) => (b.figures.freeBytes ?? 0) - (a.figures.freeBytes ?? 0));
  if (best) return best;
  throw none({ host, content, storage }, rooms);
}

function none(
  { host, content, storage }: Omit<Wanted, 'rows'> & { readonly storage: string | undefined },
  rooms: readonly Room[],
): BotError {
  const what = content === 'images' ? 'disks of VMs' : 'containers';
  const why = rooms.map(({ store, figures }) => `${store.name}: ${figures.problem ?? 'unknown'}`);
  return new BotError('conflict', `${host} has no ${storage ?? 'storage'} that takes ${what} now`, {
    hint: `Nothing was made. ${why.length > 0 ? `${why.join('; ')}.` : 'Its content is set in Proxmox under Datacenter → Storage.'}`,
  });
}
