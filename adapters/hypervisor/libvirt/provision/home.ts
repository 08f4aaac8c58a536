import { BotError } from '../../../../src/errors.ts';
import { holdsFiles, type PoolRecord } from '../storage/pool-records.ts';
import type { Stock } from '../storage/stock.ts';

/** A pool that new disks can be made in: of files, active, its folder known. */
export type Home = PoolRecord & { readonly path: string };

/** Where new disks go: the pool the site names, else the one most machines' disks lie in, else `default`. */
export function homePool(stock: Stock, wanted: string | undefined): Home {
  const fit = stock.pools.flatMap((pool) =>
    pool.active && holdsFiles(pool) && pool.path !== undefined
      ? [{ ...pool, path: pool.path }]
      : [],
  );
  const named = fit.find(({ name }) => name === wanted);
  if (named) return named;
  if (wanted !== undefined) {
    throw new BotError('unsupported', `the storage pool ${wanted} of this site cannot be used`, {
      hint: 'It must be there, active, and of the type dir, fs or netfs: see `host storage`.',
    });
  }
  const [best] = fit.toSorted(
    (a, b) =>
      disksIn(stock, b) - disksIn(stock, a) ||
      Number(b.name === 'default') - Number(a.name === 'default'),
  );
  if (best) return best;
  throw new BotError('unsupported', 'libvirt has no active storage pool of files on this host', {
    hint: 'Make one: `virsh pool-define-as default dir --target /var/lib/libvirt/images`, then `virsh pool-start default`.',
  });
}

function disksIn({ domains }: Stock, { path }: Home): number {
  const disks = domains.flatMap((domain) => domain.disks);
  return disks.filter((disk) => disk.device === 'disk' && disk.path?.startsWith(`${path}/`)).length;
}

/** Throws `conflict` when the copy surely does not fit; a disk may grow beyond it later all the same. */
export function checkSpace(home: Home, needsBytes: number): void {
  if (home.freeBytes === undefined || needsBytes <= home.freeBytes) return;
  const size = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
  throw new BotError(
    'conflict',
    `${size(needsBytes)} are needed, and ${size(home.freeBytes)} are free in the pool ${home.name}`,
    { hint: '`host storage` shows what holds the space.' },
  );
}
