import type { Actor } from '../chat.ts';
import type { Incident } from './incident.ts';
import type { Silence } from './mutes/silence.ts';
import type { Reached } from './reach/reached.ts';

/** An incident as it is stored, with what people call it by. */
export interface KeptIncident extends Incident {
  /** `alert show 12`. Unique, and never used again. */
  readonly number: number;
}

export interface KeptSilence extends Silence {
  readonly by: Actor;
  /** `alert unmute 3`. */
  readonly number: number;
}

/** What is stored of alerts, as commands see it. A change made here reaches whoever polls the site within a second or two. */
export interface AlertRecords {
  /** The open ones first, of these the critical ones, the newest first; `sites` are those whose incidents the caller may see. */
  list(wanted: {
    readonly sites: readonly string[];
    readonly ended: boolean;
    readonly limit: number;
  }): Promise<readonly KeptIncident[]>;
  /** Throws `not-found`. */
  find(number: number): Promise<KeptIncident>;
  /** Whom it has reached so far. Throws `not-found`. */
  reachedBy(number: number): Promise<Reached>;
  /** Those that were open at any time from (in) to (out), for marks on a chart. */
  between(wanted: {
    readonly sites: readonly string[];
    readonly from: number;
    readonly to: number;
  }): Promise<readonly KeptIncident[]>;
  /** False where somebody did before. Throws `conflict` where it is over. */
  acknowledge(number: number, by: Actor): Promise<boolean>;
  silences(): Promise<readonly KeptSilence[]>;
  silence(silence: Omit<Silence, 'id'>, by: Actor): Promise<KeptSilence>;
  /** False where there is none of that number. */
  unsilence(number: number, by: Actor): Promise<boolean>;
}
