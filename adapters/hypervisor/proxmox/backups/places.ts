import { BotError } from '../../../../src/errors.ts';
import type { BackupPlace } from '../../../../src/hypervisor/backups.ts';
import type { Parts } from '../parts.ts';
import type { Resource } from '../resources.ts';
import { type Figures, figuresOf, type Store, storesIn } from '../storage/stores.ts';

type PlaceParts = Pick<Parts, 'client' | 'resources' | 'settings'>;

/** The storages that take backups, only those of the configuration where it names any. */
export function backupStores(
  rows: readonly Resource[],
  { backups }: Parts['settings'],
): readonly Store[] {
  return storesIn(rows).filter(
    ({ name, content }) =>
      content.has('backup') && (backups === undefined || backups.includes(name)),
  );
}

/** One for each host that reaches it; a shared one has the same figures everywhere, and is asked once. */
export async function listPlaces(
  { client, resources, settings }: PlaceParts,
  signal: AbortSignal,
): Promise<readonly BackupPlace[]> {
  const stores = backupStores(await resources.read(signal), settings);
  const asked = new Map<string, Promise<Figures>>();
  const figures = (store: Store) => {
    const key =
      store.shared && store.down === undefined ? store.name : `${store.node}/${store.name}`;
    const known = asked.get(key) ?? figuresOf(client, store, signal);
    asked.set(key, known);
    return known;
  };
  return Promise.all(stores.map(async (store) => placeOf(store, await figures(store))));
}

function placeOf({ node, name }: Store, figures: Figures): BackupPlace {
  const { freeBytes, capacityBytes, problem } = figures;
  return { host: node, name, freeBytes, capacityBytes, problem };
}

/**
 * The place of that name on the host; without a name the first of the configuration, or the one with most room.
 * Throws `not-found`.
 */
export async function choosePlace(
  parts: PlaceParts,
  { host, name }: { readonly host: string; readonly name: string | undefined },
  signal: AbortSignal,
): Promise<BackupPlace> {
  const stores = backupStores(await parts.resources.read(signal), parts.settings);
  const here = stores.filter(({ node }) => node === host);
  const wanted = name === undefined ? here : here.filter((store) => store.name === name);
  if (wanted.length === 0) throw missing(host, name, here);
  const places = await Promise.all(
    wanted.map(async (store) => placeOf(store, await figuresOf(parts.client, store, signal))),
  );
  const [best] = places.toSorted((a, b) => compare(a, b, parts.settings.backups));
  if (best === undefined) throw missing(host, name, here);
  return best;
}

function compare(a: BackupPlace, b: BackupPlace, order: readonly string[] | undefined): number {
  const usable = Number(a.problem !== undefined) - Number(b.problem !== undefined);
  if (usable !== 0) return usable;
  if (order) return order.indexOf(a.name) - order.indexOf(b.name);
  return (b.freeBytes ?? 0) - (a.freeBytes ?? 0);
}

function missing(host: string, name: string | undefined, here: readonly Store[]): BotError {
  const names = here.map((store) => store.name);
  const what = name === undefined ? 'no storage for backups' : `no backup place ${name}`;
  return new BotError('not-found', `${host} has ${what}`, {
    hint:
      names.length > 0
        ? `It has ${names.join(', ')}.`
        : 'In Proxmox, let one of its storages have the content VZDump backup file.',
  });
}
