import type { Pool } from '../../hypervisor/storage.ts';
import type { Fleet } from '../../inventory.ts';
import { signals } from '../signal.ts';
import type { Source } from '../source.ts';
import { storageSubject } from '../subjects.ts';
import { limited } from './bounded.ts';

/** Milliseconds for all storages of a site: one that hangs is told by its own adapter as one. */
const LIMIT_MS = 30_000;

/** How full storages are. What one does not tell is left out. */
export function storageSource(fleet: Pick<Fleet, 'site'>): Source {
  const signal = 'storage-fill';
  return {
    signals: [signal],
    everyMs: signals[signal].everyMs,
    async read({ site, now, signal: ended }) {
      const pools = await fleet.site(site).storage?.pools(limited({ signal: ended, ms: LIMIT_MS }));
      return eachOnce(pools ?? []).flatMap((pool) => {
        const value = fillOf(pool);
        if (value === undefined) return [];
        return [{ subject: storageSubject(site, pool), signal, at: now, value }];
      });
    },
  };
}

/** By what is free: that may be far less than the whole without what is used. */
function fillOf({ active, capacityBytes, freeBytes }: Pool): number | undefined {
  if (!active || capacityBytes === undefined || freeBytes === undefined) return undefined;
  return capacityBytes === 0 ? undefined : Math.max(0, 1 - freeBytes / capacityBytes);
}

/** What hosts share is there once, as one tells it that has figures of it. */
function eachOnce(pools: readonly Pool[]): readonly Pool[] {
  const by = Map.groupBy(pools, (pool) => storageSubject('', pool).key);
  return [...by.values()].flatMap(
    (same) => same.find((pool) => fillOf(pool) !== undefined) ?? same.slice(0, 1),
  );
}
