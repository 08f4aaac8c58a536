import { BotError } from '../../../../src/errors.ts';
import type { Pool, Storage, Volume } from '../../../../src/hypervisor/storage.ts';
import { guestName } from '../guests.ts';
import type { Parts } from '../parts.ts';
import { isGuest, type Resource } from '../resources.ts';
import { type Content, fileOf, readContent, sizeOf } from './content.ts';
import { figuresOf, type Store, storesIn } from './stores.ts';

/** Storages of each node, and what fills them. */
export function createStorage({ client, resources }: Pick<Parts, 'client' | 'resources'>): Storage {
  return {
    async pools(signal) {
      const stores = storesIn(await resources.read(signal));
      return Promise.all(
        stores.map(async (store): Promise<Pool> => {
          const figures = await figuresOf(client, store, signal);
          const { node: host, name, type } = store;
          return { host, name, type, shared: store.shared || undefined, ...figures };
        }),
      );
    },
    async volumes(pool, signal) {
      const rows = await resources.read(signal);
      const store = storesIn(rows).find(
        ({ node, name }) => node === pool.host && name === pool.name,
      );
      if (store === undefined) throw missing(pool);
      if (store.down !== undefined) throw new BotError('unreachable', store.down);
      const all = await readContent(client, store, { signal });
      return volumesOf(all, store, rows);
    },
  };
}

function missing({ host, name }: Pick<Pool, 'host' | 'name'>): BotError {
  return new BotError('not-found', `${host} has no storage ${name}`, {
    hint: '`host storage` shows what is there.',
  });
}

/** Their disks take what was written to them, which the list does not tell. */
const thin: ReadonlySet<string> = new Set(['lvmthin', 'zfspool', 'rbd']);

/** Largest first. A size of 0 is that of a directory, which nobody measured. */
export function volumesOf(
  all: readonly Content[],
  store: Pick<Store, 'type'>,
  rows: readonly Resource[],
): readonly Volume[] {
  const owners = new Map(rows.filter(isGuest).map((guest) => [guest.vmid, guestName(guest)]));
  const based = Map.groupBy(all, baseOf);
  return all
    .map((row) => {
      const owner = row.vmid === undefined ? undefined : owners.get(row.vmid);
      const standing = based.get(fileOf(row.volid))?.length ?? 0;
      return volumeOf(row, store, { owner, standing });
    })
    .sort((a, b) => (b.bytes ?? -1) - (a.bytes ?? -1));
}

function volumeOf(row: Content, { type }: Pick<Store, 'type'>, about: About): Volume {
  const isDisk = row.content === 'images' || row.content === 'rootdir';
  const size = sizeOf(row) || undefined;
  return {
    name: row.volid,
    bytes: row.used || (isDisk && thin.has(type) ? undefined : size),
    capacityBytes: isDisk ? size : undefined,
    machines: isDisk && about.owner !== undefined ? [about.owner] : [],
    says: words(row, about),
  };
}

/** The name of the base that a linked clone's disk stands on. */
export function baseOf({ volid, parent }: Content): string | undefined {
  const inPath = /[:/](base(?:vol)?-\d+-[^/]+)\//.exec(volid)?.[1];
  return inPath ?? (parent && /(?:^|[:/])(base(?:vol)?-\d+-[^/@]+)/.exec(parent)?.[1]);
}

const kinds: Readonly<Record<string, string>> = {
  iso: 'installation medium',
  import: 'disk image',
  vztmpl: 'template of containers',
  snippets: 'snippet',
};

interface About {
  readonly owner: string | undefined;
  readonly standing: number;
}

function words(row: Content, { owner, standing }: About): string | undefined {
  const { content = '', vmid, volid } = row;
  const whose = owner ?? (vmid === undefined ? undefined : `${vmid}, which is gone`);
  if (standing > 0) return `base of ${standing} ${standing === 1 ? 'disk' : 'disks'}`;
  if (content === 'backup') return whose === undefined ? 'backup' : `backup of ${whose}`;
  if (content !== 'images' && content !== 'rootdir') return kinds[content];
  if (whose === undefined) return undefined;
  return `${diskWord(volid)} of ${whose}`;
}

function diskWord(volid: string): string {
  const file = fileOf(volid);
  if (/-state-/.test(file)) return 'saved memory';
  if (/-cloudinit/.test(file)) return 'first-boot settings';
  return /^base(?:vol)?-/.test(file) ? 'disk of the template' : 'disk';
}
