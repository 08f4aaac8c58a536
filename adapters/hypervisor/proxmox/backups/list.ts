import { BotError } from '../../../../src/errors.ts';
import type { Backup, ListBackups, Verdict } from '../../../../src/hypervisor/backups.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { readConfig } from '../guest-config.ts';
import { machineIn } from '../guests.ts';
import type { Parts } from '../parts.ts';
import type { Resource } from '../resources.ts';
import { type Content, readContent, sizeOf } from '../storage/content.ts';
import { eachOnce, type Store } from '../storage/stores.ts';
import { backupId } from './backup-id.ts';
import { shownNote } from './note.ts';
import { backupStores } from './places.ts';

type ListParts = Pick<Parts, 'client' | 'resources' | 'settings' | 'site'>;

/** Of every storage that takes backups, each asked by itself: one that hangs holds up no other. */
export async function listBackups(
  parts: ListParts,
  { signal, machine, silent = refuse }: ListBackups,
): Promise<readonly Backup[]> {
  const rows = await parts.resources.read(signal);
  const stores = eachOnce(backupStores(rows, parts.settings));
  const found = await Promise.all(
    stores.map(async (store) => {
      try {
        return await inStore(parts, store, { rows, vmid: machine?.id, signal });
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof BotError)) throw error;
        silent({ host: store.node, name: store.name, why: `does not answer: ${error.message}` });
        return [];
      }
    }),
  );
  const since = machine && (await sinceOf(parts, machine, signal));
  return found
    .flat()
    .filter(({ createdAt }) => since === undefined || createdAt >= since)
    .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
}

function refuse({ host, name, why }: { host: string; name: string; why: string }): never {
  throw new BotError('unreachable', `${name} on ${host} ${why}`);
}

interface Asked {
  readonly rows: readonly Resource[];
  readonly vmid?: string | undefined;
  readonly signal: AbortSignal;
}

/** Throws what the storage answered. */
export async function inStore(
  { client, site }: Pick<ListParts, 'client' | 'site'>,
  store: Store,
  { rows, vmid, signal }: Asked,
): Promise<readonly Backup[]> {
  if (store.down !== undefined) throw new BotError('unreachable', store.down);
  const all = await readContent(client, store, { content: 'backup', vmid, signal });
  return all.flatMap((row) => backupOf(row, store, { rows, site }) ?? []);
}

/** One without an id of a guest in its name was put there by hand, and is of nobody. */
function backupOf(
  row: Content,
  store: Store,
  { rows, site }: { readonly rows: readonly Resource[]; readonly site: string },
): Backup | undefined {
  const { volid, vmid, ctime } = row;
  if (vmid === undefined || ctime === undefined) return undefined;
  const machine = machineIn(rows, String(vmid), site);
  const same = machine !== undefined && kindOf(row) === machine.kind ? machine : undefined;
  // What a backup server shows as the size is what comes back, not what it takes there.
  const isServer = store.type === 'pbs';
  return {
    site,
    host: store.shared && same !== undefined ? same.host : store.node,
    place: store.name,
    id: backupId(store, volid),
    machine: { id: String(vmid), birth: '', name: same?.name ?? String(vmid) },
    createdAt: ctime * 1_000,
    note: shownNote(row.notes),
    kind: 'full',
    bytes: isServer ? undefined : sizeOf(row),
    diskBytes: isServer ? sizeOf(row) : undefined,
    verified: verifiedOf(row),
    protected: row.protected === 1,
    warnings: [],
  };
}

/** By the name of the file: `vzdump-lxc-200-…`, or `ct/200/…` on a backup server. */
export function kindOf({ subtype, volid }: Pick<Content, 'subtype' | 'volid'>): Machine['kind'] {
  const isContainer = subtype === 'lxc' || /vzdump-lxc-|:backup\/ct\//.test(volid);
  return isContainer ? 'container' : 'vm';
}

/** `UPID:node:pid:pstart:task:starttime:…` of a backup server: its sixth part is hexadecimal seconds. */
const serverUpid = /^UPID:[^:]+:[0-9A-F]+:[0-9A-F]+:[0-9A-F]+:([0-9A-F]{8}):/i;

/** Only a backup server verifies what it keeps. */
function verifiedOf({ verification }: Content): Backup['verified'] {
  const { state, upid = '' } = verification ?? {};
  const started = serverUpid.exec(upid)?.[1];
  if ((state !== 'ok' && state !== 'failed') || started === undefined) return undefined;
  const verdict: Verdict =
    state === 'ok'
      ? { whole: true, says: 'The backup server has read all of it, and its checksums fit' }
      : { whole: false, says: 'The backup server has read it, and its checksums do not fit' };
  return { at: Number.parseInt(started, 16) * 1_000, verdict };
}

/** When a VM was made, as it keeps it itself; a container keeps nothing of the kind. */
export async function sinceOf(
  { client }: Pick<ListParts, 'client'>,
  machine: Machine,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (machine.kind !== 'vm') return undefined;
  const config = await readConfig(client, machine, signal);
  const made = /(?:^|,)ctime=(\d+)/.exec(config.get('meta') ?? '')?.[1];
  return made === undefined ? undefined : Number(made) * 1_000;
}
