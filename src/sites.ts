import type { SiteConfig } from './config.ts';
import type { Hypervisor } from './hypervisor.ts';
import type { Log } from './log.ts';
import type { HypervisorAdapter } from './site.ts';

export interface SitesParts {
  readonly adapters: readonly HypervisorAdapter[];
  readonly dataDirectory: string;
  readonly log: Log;
}

/** Milliseconds for finding out what this machine has: what is not there says so at once, what is may be busy. */
const DETECT_MS = 12_000;

/** The configured sites; without a configuration what this very machine has, and with nothing here the fallback. */
export async function openSites(
  configured: readonly SiteConfig[] | undefined,
  parts: SitesParts,
): Promise<readonly Hypervisor[]> {
  const sites = configured ?? (await detectSites(parts.adapters));
  const { dataDirectory, log } = parts;
  const opened = sites.map(({ name, adapter, settings }) =>
    adapter.create(settings, { name, dataDirectory, log }),
  );
  return Promise.all(opened);
}

async function detectSites(adapters: readonly HypervisorAdapter[]): Promise<readonly SiteConfig[]> {
  const signal = AbortSignal.timeout(DETECT_MS);
  const asked = await Promise.all(
    adapters.map(async (adapter): Promise<SiteConfig | undefined> => {
      const settings = await adapter.detect?.(signal).catch(() => undefined);
      return settings === undefined ? undefined : { name: adapter.kind, adapter, settings };
    }),
  );
  const found = asked.filter((site) => site !== undefined);
  if (found.length > 0) return found;
  return adapters
    .filter((adapter) => adapter.fallback === true)
    .map((adapter) => ({ name: adapter.kind, adapter, settings: adapter.Config.parse({}) }));
}
