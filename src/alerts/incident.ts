import type { Dropped } from './engine/dropped.ts';
import type { Severity } from './rules/rule.ts';
import type { SignalName, Subject } from './rules/signal.ts';

/** One trouble on one host, however many machines there have it. Times are milliseconds since the epoch. */
export interface Incident {
  /** Stays the same from the first card to the last edit. */
  readonly id: string;
  /** `no-data`: nobody has figures of the site. */
  readonly signal: SignalName | 'no-data';
  readonly site: string;
  /** Absent where it is about the whole site. */
  readonly host?: string | undefined;
  readonly state: 'firing' | 'acknowledged' | 'resolved';
  /** The worst of what fires now; when it is over, of all that fired. */
  readonly severity: Severity;
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  /** The most that was seen; absent where it has no figure. */
  readonly peak?: number | undefined;
  readonly members: readonly Member[];
  /** It came back soon after it was over: it is closed when it stays away. */
  readonly flapping: boolean;
  readonly acknowledged?: Acknowledged | undefined;
  /** Why nothing is said of it now. */
  readonly quiet?: string | undefined;
  /** Our own work that is felt there now, and is no reason to say nothing of it. */
  readonly beside?: string | undefined;
  /** Since when there is nothing newer of it. */
  readonly noDataSince?: number | undefined;
  /** It is over, and nobody saw it get better. */
  readonly dropped?: Dropped | undefined;
}

export interface Acknowledged {
  /** Who, in words for people. */
  readonly by: string;
  readonly at: number;
}

export interface Member {
  readonly subject: Subject;
  readonly rule: string;
  readonly signal: SignalName;
  readonly severity: Severity;
  readonly since: number;
  /** Absent while it fires. */
  readonly until?: number | undefined;
  readonly peak: number;
  /** The newest value. */
  readonly value: number;
  /** It is over, and nobody saw it get better. */
  readonly dropped?: Dropped | undefined;
  /** How often it fired in this incident. */
  readonly times: number;
}

/**
 * What the engine wants said. A first card notifies by itself, an edit nobody, a notice is a short reply that does.
 */
export interface Post {
  readonly how: 'card' | 'edit' | 'notice';
  readonly why: 'fired' | 'changed' | 'again' | 'escalated' | 'unmuted' | 'resolved';
  readonly incident: Incident;
}

/** True for what makes a phone ring. */
export function notifies({ how }: Post): boolean {
  return how !== 'edit';
}
