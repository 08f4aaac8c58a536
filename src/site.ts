import type { ZodType } from 'zod';
import type { Hypervisor } from './hypervisor.ts';
import type { Log } from './log.ts';

/** What an adapter's folder exports: how one site of this kind is configured and opened. */
export interface HypervisorAdapter<C = unknown> {
  /** The folder's name and the word in the configuration: `kind: libvirt`. */
  readonly kind: string;
  /** The site's own settings, besides `name`, `kind` and `physical`. Defaults make all of them optional. */
  readonly Config: ZodType<C>;
  /** Opens nothing yet: the first question connects. */
  create(config: C, services: SiteServices): Hypervisor;
  /** For a start without configuration: settings for one on this very machine, when there is one. */
  detect?(signal: AbortSignal): Promise<C | undefined>;
  /** Opened by a start without configuration where no adapter detected anything. */
  readonly fallback?: boolean | undefined;
}

export interface SiteServices {
  readonly name: string;
  /** A private directory of the bot's own that outlives it. */
  readonly dataDirectory: string;
  readonly log: Log;
}

/** Checks the definition's types and lets a list of adapters forget their differing settings. */
export function defineHypervisor<C>(adapter: HypervisorAdapter<C>): HypervisorAdapter {
  return adapter as HypervisorAdapter;
}
