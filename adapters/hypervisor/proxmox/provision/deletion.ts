import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { Deletion, DoomedFile } from '../../../../src/hypervisor/provision.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { drivesOf, type GuestConfig, isCdrom, readConfig } from '../guest-config.ts';
import { guestPath } from '../guest-path.ts';
import { guestName } from '../guests.ts';
import type { Parts } from '../parts.ts';
import { isGuest, type Resource } from '../resources.ts';
import { type Content, fileOf, readContent, sizeOf, storeOf } from '../storage/content.ts';
import { baseOf } from '../storage/storage.ts';
import { type Store, storesIn } from '../storage/stores.ts';

type DeletionParts = Pick<Parts, 'client' | 'resources'>;

/** Snapshots, without the pseudo entry of the present. */
const Snapshots = z
  .array(z.object({ name: z.string() }))
  .transform((all) => all.map(({ name }) => name).filter((name) => name !== 'current'));

export async function deletionOf(
  { client, resources }: DeletionParts,
  machine: Machine,
  signal: AbortSignal,
): Promise<Deletion> {
  const asked = { signal, name: machine.name };
  const [rows, config, snapshots] = await Promise.all([
    resources.read(signal),
    readConfig(client, machine, signal),
    client.get(`${guestPath(machine)}/snapshot`, { schema: Snapshots, ...asked }),
  ]);
  const content = await contentFor(client, { rows, machine, config }, signal);
  const own = content.filter(({ vmid }) => String(vmid) === machine.id);
  const files = doomed({ machine, config, snapshots, own });
  const listed = new Set(files.map(({ path }) => path));
  const strays = own.filter(({ volid }) => !listed.has(volid));
  const bases = new Set(files.map(({ path }) => fileOf(path)));
  return {
    files,
    kept: [...keptMedia(config, machine), ...keptBases(config, machine), ...strays.map(stray)],
    snapshots: snapshots.length,
    blocked: blockedBy({ machine, config, content, bases, rows }),
  };
}

function stray({ volid }: Content): string {
  return `${volid}: its configuration does not name it`;
}

interface Around {
  readonly rows: readonly Resource[];
  readonly machine: Machine;
  readonly config: GuestConfig;
}

/** What lies beside its disks; a template's whole storages, as linked clones are others'. */
async function contentFor(
  client: Parts['client'],
  { rows, machine, config }: Around,
  signal: AbortSignal,
): Promise<readonly Content[]> {
  const used = new Set(drivesOf(config).map(({ volid }) => storeOf(volid)));
  const stores = storesIn(rows).filter(
    (store) => store.node === machine.host && used.has(store.name),
  );
  const vmid = config.get('template') === '1' ? undefined : machine.id;
  const read = stores.flatMap((store) =>
    diskContents(store).map((content) => readContent(client, store, { content, vmid, signal })),
  );
  return (await Promise.all(read)).flat();
}

function diskContents({ content }: Store): readonly string[] {
  return ['images', 'rootdir'].filter((one) => content.has(one));
}

interface Owned extends Pick<Around, 'machine' | 'config'> {
  readonly snapshots: readonly string[];
  readonly own: readonly Content[];
}

/** What its configuration names and is its own, and the memory of its snapshots. */
function doomed({ machine, config, snapshots, own }: Owned): readonly DoomedFile[] {
  const rows = new Map(own.map((row) => [row.volid, row]));
  const named = drivesOf(config).filter(({ volid }) => isOwn(volid, machine));
  const memories = own.filter(({ volid }) =>
    snapshots.some((name) => fileOf(volid).startsWith(`vm-${machine.id}-state-${name}`)),
  );
  const files = [
    ...named.map(({ key, volid }) => ({ path: volid, what: whatIs(key, volid) })),
    ...memories.map(({ volid }) => ({ path: volid, what: 'memory' as const })),
  ];
  const unique = new Map(files.map((file) => [file.path, file]));
  return [...unique.values()].map((file) => {
    const row = rows.get(file.path);
    return { ...file, bytes: row && (row.used || sizeOf(row) || undefined) };
  });
}

/** `vm-100-disk-0`, `base-100-disk-0`, `subvol-100-disk-0`: the id of the machine is in its name. */
function isOwn(volid: string, { id }: Pick<Machine, 'id'>): boolean {
  return (
    volid.includes(':') && new RegExp(`^(?:vm|base|subvol|basevol)-${id}-`).test(fileOf(volid))
  );
}

function whatIs(key: string, volid: string): DoomedFile['what'] {
  if (volid.includes('cloudinit')) return 'seed';
  if (key === 'vmstate') return 'memory';
  return /^(?:efidisk|tpmstate)/.test(key) ? 'nvram' : 'disk';
}

function keptMedia(config: GuestConfig, machine: Machine): readonly string[] {
  return drivesOf(config)
    .filter((drive) => isCdrom(drive) && drive.volid.includes(':') && !isOwn(drive.volid, machine))
    .map(({ volid }) => `${volid}: the medium in its tray`);
}

function keptBases(config: GuestConfig, machine: Machine): readonly string[] {
  return drivesOf(config).flatMap(({ volid }) => {
    const base = isOwn(volid, machine) ? baseOf({ volid } as Content) : undefined;
    return base === undefined ? [] : [`${base}: the disk of the template that it stands on`];
  });
}

interface Blocking extends Around {
  readonly content: readonly Content[];
  readonly bases: ReadonlySet<string>;
}

function blockedBy({ machine, config, content, bases, rows }: Blocking): string | undefined {
  if (config.get('protection') === '1') {
    return 'it is protected; its option Protection is taken away in Proxmox';
  }
  const standing = content.filter((row) => {
    const base = baseOf(row);
    return base !== undefined && bases.has(base) && String(row.vmid) !== machine.id;
  });
  const [first] = standing;
  if (first === undefined) return undefined;
  const owners = new Set(standing.map(({ vmid }) => vmid));
  const guest = rows.filter(isGuest).find(({ vmid }) => vmid === first.vmid);
  const name = guest === undefined ? `${first.vmid}` : guestName(guest);
  const more = owners.size > 1 ? ` and of ${owners.size - 1} more` : '';
  return `the disk of ${name}${more} stands on its disk`;
}

/** Throws `conflict` for what is blocked, and where other files would go than were shown. */
export function refuseDeletion(
  { name }: Machine,
  { blocked, files }: Deletion,
  shown: readonly string[],
): void {
  if (blocked !== undefined) {
    throw new BotError('conflict', `${name} cannot be deleted: ${blocked}`, {
      hint: 'Nothing was changed.',
    });
  }
  const now = new Set(files.map(({ path }) => path));
  if (now.symmetricDifference(new Set(shown)).size === 0) return;
  throw new BotError('conflict', `What ${name} consists of has changed since it was shown`, {
    hint: 'Nothing was changed. Ask anew to see what would go.',
  });
}
