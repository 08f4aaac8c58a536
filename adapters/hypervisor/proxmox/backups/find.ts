import { BotError } from '../../../../src/errors.ts';
import type { Backup } from '../../../../src/hypervisor/backups.ts';
import type { Parts } from '../parts.ts';
import type { Resource } from '../resources.ts';
import type { Store } from '../storage/stores.ts';
import { inStore } from './list.ts';
import { backupStores } from './places.ts';

export interface Found {
  readonly backup: Backup;
  readonly store: Store;
  readonly rows: readonly Resource[];
}

/** The backup as it is now, over a node that reaches its storage. Throws `not-found`. */
export async function findBackup(
  parts: Pick<Parts, 'client' | 'resources' | 'settings' | 'site'>,
  wanted: Backup,
  signal: AbortSignal,
): Promise<Found> {
  const rows = await parts.resources.read(signal);
  const store = storeFor(backupStores(rows, parts.settings), wanted);
  const { id: vmid } = wanted.machine;
  const all = store ? await inStore(parts, store, { rows, vmid, signal }) : [];
  const backup = all.find(({ id }) => id === wanted.id);
  if (store && backup) return { backup, store, rows };
  throw new BotError('not-found', `That backup of ${wanted.machine.name} is gone`, {
    hint: 'backup list shows what is there.',
  });
}

/** On its own node; a shared one on any that is there. */
function storeFor(stores: readonly Store[], { host, place }: Backup): Store | undefined {
  const named = stores.filter(({ name }) => name === place);
  const own = named.find(({ node }) => node === host);
  if (own && (own.down === undefined || !own.shared)) return own;
  return named.find(({ shared, down }) => shared && down === undefined) ?? own;
}
