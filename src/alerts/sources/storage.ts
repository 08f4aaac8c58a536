import type { Pool } from '../../hypervisor/storage.ts';
import type { Fleet } from '../../inventory.ts';
import { storageSubject } from '../engine/subjects.ts';
import { signals } from '../rules/signal.ts';
import type { Reading, Source } from '../source.ts';
import { limited } from './bounded.ts';

/** Milliseconds for all storages of a site: one that hangs is told by its own adapter as one. */
const LIMIT_MS = 30_000;

/** How full storages are. One that is there and does not tell has no figure: it is not gone, and nothing of it is over. */
export function storageSource(fleet: Pick<Fleet, 'site'>): Source {
  const signal = 'storage-fill';
  return {
    signals: [signal],
    everyMs: signals[signal].everyMs,
    async read({ site, now, signal: ended }) {
      const pools = await fleet.site(site).storage?.pools(limited({ signal: ended, ms: LIMIT_MS }));
      return eachOnce(pools ?? []).map(
        (pool): Reading => ({
          ...{ signal, at: now },
          subject: storageSubject(site, pool),
          value: fillOf(pool),
        }),
      );
    },
  };
}

/** By what is free: that may be far less than the whole without what is used. */
function fillOf({ active, capacityBytes, freeBytes }: Pool): number | undefined {
  if (!active || capacityBytes === undefined || freeBytes === undefined) return undefined;
  return capacityBytes === 0 ? undefined : Math.max(0, 1 - freeBytes / capacityBytes);
}

/** What hosts share is there once, as one tells it that has figures of it; and so are folders of one file system. */
function eachOnce(pools: readonly Pool[]): readonly Pool[] {
  const by = Map.groupBy(pools, (pool) => storageSubject('', pool).key);
  const named = [...by.values()].flatMap(
    (same) => same.find((pool) => fillOf(pool) !== undefined) ?? same.slice(0, 1),
  );
  return named.filter((pool, at) => !named.slice(0, at).some((other) => areOne(other, pool)));
}

/** The same size, and as much of it free but for what was written between the two questions. */
function areOne(a: Pool, b: Pool): boolean {
  if (a.shared === true || b.shared === true) return false;
  if (fillOf(a) === undefined || a.host !== b.host || a.capacityBytes !== b.capacityBytes)
    return false;
  const { capacityBytes = 0, freeBytes = 0 } = a;
  return Math.abs(freeBytes - (b.freeBytes ?? Number.NEGATIVE_INFINITY)) <= capacityBytes / 1_000;
}
