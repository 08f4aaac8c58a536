import { isDeepStrictEqual } from 'node:util';
import type { HypervisorAdapter } from '../site.ts';
import type { SiteEntry } from './document.ts';
import type { Ground } from './ground.ts';
import { testedSite } from './test-site.ts';

/** Milliseconds for finding out what this machine has. */
const LOOK_MS = 5_000;

/** What this very machine has, as each adapter sees it, and what it says where it finds nothing. */
export async function askFoundSites(
  ground: Ground,
  isTaken: (name: string) => boolean,
): Promise<readonly SiteEntry[]> {
  const { interview, adapters } = ground;
  interview.say('Looking for hypervisors on this machine …');
  const sites: SiteEntry[] = [];
  for (const adapter of adapters) {
    const signal = AbortSignal.any([interview.signal, AbortSignal.timeout(LOOK_MS)]);
    const settings = await adapter.detect?.(signal).catch(() => undefined);
    const remarks = await adapter.remarks?.(signal).catch(() => []);
    interview.signal.throwIfAborted();
    for (const remark of remarks ?? []) interview.say(`  ${remark}`);
    if (settings === undefined || isTaken(adapter.kind)) continue;
    const site = await offer(ground, adapter, settings);
    if (site) sites.push(site);
  }
  return sites;
}

async function offer(
  ground: Ground,
  adapter: HypervisorAdapter,
  settings: unknown,
): Promise<SiteEntry | undefined> {
  ground.interview.say(`  ${adapter.kind} answers on this machine.`);
  if (!(await ground.interview.confirm('Use it?', true))) return undefined;
  const site = { name: adapter.kind, kind: adapter.kind, ...notDefault(adapter, settings) };
  const verdict = await testedSite(ground, adapter, site);
  return verdict === 'use' ? site : undefined;
}

/** A configuration holds what differs from what is meant anyway. */
function notDefault(adapter: HypervisorAdapter, settings: unknown): object {
  const usual = new Map(Object.entries(adapter.Config.parse({}) ?? {}));
  return Object.fromEntries(
    Object.entries(settings ?? {}).filter(
      ([key, value]) => value !== undefined && !isDeepStrictEqual(usual.get(key), value),
    ),
  );
}
