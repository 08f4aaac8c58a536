import { BotError } from '../../../../src/errors.ts';
import type { Image } from '../../../../src/hypervisor/provision.ts';
import { clip } from '../../../../src/line/clip.ts';
import { guestName } from '../guests.ts';
import type { Parts } from '../parts.ts';
import { type Guest, isGuest, type Resource } from '../resources.ts';
import { readContent, sizeOf } from '../storage/content.ts';
import { eachOnce, type Store, storesIn } from '../storage/stores.ts';

type ImageParts = Pick<Parts, 'client' | 'resources'>;

/** What a machine can be made of. */
export type Source =
  | { readonly from: 'iso' | 'disk' | 'container'; readonly volid: string; readonly image: Image }
  | { readonly from: 'template'; readonly guest: Guest; readonly image: Image };

/** What each content of a storage is good for. */
const contents = [
  ['iso', 'iso'],
  ['import', 'disk'],
  ['vztmpl', 'container'],
] as const;

/** Formats that `import-from` takes as one disk; an OVA is a whole machine. */
const importable: ReadonlySet<string> = new Set(['qcow2', 'raw', 'vmdk']);

/** Media, disk images, templates of containers, and the cluster's own templates, on each host that reaches them. */
export async function readSources(
  { client, resources }: ImageParts,
  signal: AbortSignal,
): Promise<readonly Source[]> {
  const rows = await resources.read(signal);
  const stores = storesIn(rows);
  const read = eachOnce(stores).map(async (store) => {
    const sources = await inStore(client, store, signal);
    return hostsOf(store, stores).flatMap((host) =>
      sources.map((source) => ({ ...source, image: { ...source.image, host } })),
    );
  });
  return [...(await Promise.all(read)).flat(), ...templates(rows)];
}

function hostsOf({ shared, name, node }: Store, stores: readonly Store[]): readonly string[] {
  if (!shared) return [node];
  return stores.flatMap((store) =>
    store.name === name && store.down === undefined ? [store.node] : [],
  );
}

/** A storage that does not answer keeps no other from being read; `host storage` tells of it. */
async function inStore(
  client: Parts['client'],
  store: Store,
  signal: AbortSignal,
): Promise<readonly Source[]> {
  if (store.down !== undefined) return [];
  const asked = contents.map(async ([content, from]) => {
    if (!store.content.has(content)) return [];
    const rows = await readContent(client, store, { content, signal }).catch((error: unknown) => {
      if (error instanceof BotError && !signal.aborted) return [];
      throw error;
    });
    const usable =
      from === 'disk' ? rows.filter(({ format = '' }) => importable.has(format)) : rows;
    return usable.map((row): Source => {
      const { volid } = row;
      const kind = from === 'iso' ? 'iso' : 'disk';
      const image = {
        host: store.node,
        name: volid,
        path: volid,
        kind,
        bytes: sizeOf(row),
      } as const;
      return { from, volid, image };
    });
  });
  return (await Promise.all(asked)).flat();
}

/** By name; by id where several of a host have that name. */
function templates(rows: readonly Resource[]): readonly Source[] {
  const all = rows.filter(isGuest).filter(({ template }) => template === 1);
  return all.map((guest): Source => {
    const { node, vmid, maxdisk } = guest;
    const name = guestName(guest);
    const twins = all.filter((one) => one.node === node && guestName(one) === name).length;
    const image: Image = {
      host: node,
      name: twins > 1 ? String(vmid) : name,
      path: `template ${vmid}`,
      kind: 'disk',
      capacityBytes: maxdisk || undefined,
    };
    return { from: 'template', guest, image };
  });
}

/** Throws `not-found`. */
export function pickSource(
  sources: readonly Source[],
  {
    name,
    kind,
    host,
  }: { readonly name: string; readonly kind: Image['kind']; readonly host?: string | undefined },
): Source {
  const named = sources.filter(({ image }) => image.name === name && image.kind === kind);
  const found = named.find(({ image }) => host === undefined || image.host === host);
  if (found) return found;
  const what = kind === 'iso' ? 'installation medium' : 'image';
  const elsewhere = named.map(({ image }) => image.host);
  throw new BotError('not-found', `There is no ${what} ${clip(name)}${host ? ` on ${host}` : ''}`, {
    hint:
      elsewhere.length > 0
        ? `It is on ${elsewhere.join(', ')}.`
        : `Nothing was made. ${what === 'image' ? 'Images' : 'Media'}: ${listOf(sources, kind)}.`,
  });
}

const SHOWN = 8;

function listOf(sources: readonly Source[], kind: Image['kind']): string {
  const names = [
    ...new Set(sources.flatMap(({ image }) => (image.kind === kind ? image.name : []))),
  ];
  if (names.length === 0) return 'none';
  const more = names.length > SHOWN ? `, and ${names.length - SHOWN} more` : '';
  return names.slice(0, SHOWN).join(', ') + more;
}
