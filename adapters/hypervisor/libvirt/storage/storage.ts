import { BotError } from '../../../../src/errors.ts';
import type { Pool, Storage, Volume } from '../../../../src/hypervisor/storage.ts';
import type { Client } from '../client.ts';
import { hostName } from './host-name.ts';
import { seedOf } from './our-files.ts';
import type { PoolRecord } from './pool-records.ts';
import { overlaysOf, readStock, type Stock, type Use, usesOf } from './stock.ts';
import type { VolumeRecord } from './volume-records.ts';

export interface StorageOptions {
  /** Folders this site keeps its backups in: known as such in the pool they lie in. */
  readonly backups?: readonly string[] | undefined;
  /** Milliseconds for what lies in one pool. */
  readonly patienceMs?: number | undefined;
}

export function createStorage(client: Client, options: StorageOptions = {}): Storage {
  const lenient = { withoutSilent: true, patienceMs: options.patienceMs };
  return {
    async pools(signal) {
      signal.throwIfAborted();
      const host = await hostName(client, signal);
      const { pools, volumes } = await readStock(client, signal, lenient);
      return pools.map((pool) => shownPool(pool, { host, volumes }));
    },
    async volumes({ name }, signal) {
      const stock = await readStock(client, signal, lenient);
      const pool = stock.pools.find((each) => each.name === name);
      if (!pool) {
        throw new BotError('not-found', `there is no storage pool ${name}`, {
          hint: '`host storage` shows what there is.',
        });
      }
      if (!pool.active) {
        throw new BotError('conflict', `the storage pool ${name} is not active`, {
          hint: `\`virsh pool-start ${pool.uuid}\` on its host starts it.`,
        });
      }
      if (pool.problem !== undefined) {
        throw new BotError('timeout', `the storage pool ${name}: ${pool.problem}`, {
          hint: 'Is what it lies on reachable from its host?',
        });
      }
      return stock.volumes
        .filter((volume) => volume.pool === name)
        .map((volume) => shownVolume(volume, stock, options))
        .toSorted((a, b) => (b.bytes ?? -1) - (a.bytes ?? -1));
    },
  };
}

function shownPool(
  pool: PoolRecord,
  { host, volumes }: { host: string; volumes: readonly VolumeRecord[] },
): Pool {
  const { uuid: _, ...shown } = pool;
  const own = volumes.filter((volume) => volume.pool === pool.name);
  const promised = own.reduce(
    (sum, { capacityBytes = 0, bytes = 0 }) => sum + Math.max(capacityBytes, bytes),
    0,
  );
  return {
    ...shown,
    host,
    ...(pool.active && pool.problem === undefined && { promisedBytes: promised }),
  };
}

function shownVolume(volume: VolumeRecord, stock: Stock, options: StorageOptions): Volume {
  const { name, path, bytes, capacityBytes } = volume;
  const uses = path === undefined ? [] : usesOf(stock, path);
  const machines = [...new Set(uses.map(({ machine }) => machine))];
  return { name, path, bytes, capacityBytes, machines, says: says(volume, stock, options) };
}

function says(volume: VolumeRecord, stock: Stock, { backups }: StorageOptions): string | undefined {
  const { path, name, format } = volume;
  if (path === undefined) return undefined;
  if (backups?.some((folder) => path === folder || path.startsWith(`${folder}/`))) {
    return 'backups of this site';
  }
  const uses = usesOf(stock, path);
  const medium = uses.find(({ as }) => as === 'medium');
  if (medium && seedOf(name)) return `cloud-init seed of ${medium.machine}`;
  return ownersSay(uses, overlaysOf(stock, path).length) ?? mediumSays(format, medium);
}

function ownersSay(uses: readonly Use[], above: number): string | undefined {
  const owners = uses.filter(({ as }) => as === 'disk').map(({ machine }) => machine);
  if (owners.length > 1) return `disk shared by ${owners.join(', ')}`;
  if (above > 0) return `base of ${above} ${above === 1 ? 'disk' : 'disks'}`;
  return owners[0] === undefined ? undefined : `disk of ${owners[0]}`;
}

function mediumSays(format: string | undefined, medium: Use | undefined): string | undefined {
  return format === 'iso' || medium ? 'installation medium' : undefined;
}
