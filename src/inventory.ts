import type { ResolvedHost, ResolvedMachine, ResolvedTarget } from './command.ts';
import type { Host, Hypervisor, Machine, MachineRef, Usage } from './hypervisor.ts';

/** What commands may ask about every machine on every host, fresh or with its age. */
export interface Fleet {
  readonly sites: readonly Hypervisor[];
  /** Every site's answer; a site that does not answer has its error and, where known, its older machines. */
  machines(signal: AbortSignal): Promise<readonly SiteAnswer<Machine>[]>;
  hosts(signal: AbortSignal): Promise<readonly SiteAnswer<Host>[]>;
  usage(site: string, signal: AbortSignal): Promise<SiteAnswer<Usage>>;
  /** A name, `site/name` or id to the one machine; throws `not-found` or `ambiguous` with choices. */
  machine(word: string, signal: AbortSignal): Promise<ResolvedMachine>;
  /** A selector or a name to its machines; throws `not-found` when nothing fits. */
  select(selector: string, signal: AbortSignal): Promise<readonly ResolvedMachine[]>;
  host(word: string, signal: AbortSignal): Promise<ResolvedHost>;
  target(word: string, signal: AbortSignal): Promise<ResolvedTarget>;
  /** The machine as its site has it this moment, checked to be the same one. Throws `not-found`, `conflict`. */
  current(ref: MachineRef, signal: AbortSignal): Promise<ResolvedMachine>;
  /** Names to complete a word with, best first, from memory alone. */
  suggest(word: string, limit: number): readonly string[];
  /** Forgets the site's answers, after something there has changed. */
  forget(site: string): void;
}

export interface SiteAnswer<T> {
  readonly site: string;
  readonly items: readonly T[];
  /** When the items were read, milliseconds since the epoch; absent when never. */
  readonly at?: number | undefined;
  /** Why the site did not answer just now, in words for people. */
  readonly problem?: string | undefined;
}
