import type { ZodType } from 'zod';
import type { Hypervisor } from './hypervisor.ts';
import type { Interview } from './interview.ts';
import type { Log } from './log.ts';

/** What an adapter's folder exports: how one site of this kind is configured and opened. */
export interface HypervisorAdapter<C = unknown> {
  /** The folder's name and the word in the configuration: `kind: libvirt`. */
  readonly kind: string;
  /**
   * The site's own settings, besides `name`, `kind` and `physical`. Where a start may open one by itself (`detect`,
   * `fallback`), defaults make all of them optional.
   */
  readonly Config: ZodType<C>;
  /** Opens nothing yet: the first question connects. Its code may be loaded only now, see `onUse`. */
  create(config: C, services: SiteServices): Hypervisor | Promise<Hypervisor>;
  /** For a start without configuration: settings for one on this very machine, when there is one. */
  detect?(signal: AbortSignal): Promise<C | undefined>;
  /** What a person at this machine should know of this platform here: why `detect` found none, what else is there. */
  remarks?(signal: AbortSignal): Promise<readonly string[]>;
  /** How a person adds a site of this kind. */
  readonly setup?: SiteSetup | undefined;
  /** Opened by a start without configuration where no adapter detected anything. */
  readonly fallback?: boolean | undefined;
}

/** An adapter's own part of the set-up. */
export interface SiteSetup {
  /** In the list of what can be added: `KVM machines of a libvirt, here or on another host`. */
  readonly label: string;
  ask(interview: Interview, services: SetupServices): Promise<SiteAnswers>;
}

export interface SetupServices {
  /** A private directory for what settings point at, such as keys. It may not be there yet. */
  readonly directory: string;
  /** Writes a file there, for this user alone, and gives its path. It is taken back when the person leaves. */
  keep(name: string, text: string): Promise<string>;
}

export interface SiteAnswers {
  /** As they stand in the configuration file, besides `name` and `kind`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** A name to propose for the site. */
  readonly name?: string | undefined;
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
