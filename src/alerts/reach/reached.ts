import type { Mention } from '../../card.ts';
import type { Place } from '../../chat.ts';
import type { Incident, Post } from '../incident.ts';
import type { Severity } from '../rules/rule.ts';

/** Whom an incident has reached so far; stored with it. Times are milliseconds since the epoch. */
export interface Reached {
  /** Where it was told. */
  readonly told: readonly Place[];
  /** Where it is to be told when the quiet hours end. */
  readonly held: readonly Held[];
  /** Since when nobody has acknowledged it while it was so bad, or worse. */
  readonly waits: Readonly<Partial<Record<Severity, Waiting>>>;
  /** The steps of the escalation that were taken since then. */
  readonly done: readonly string[];
}

export interface Held {
  readonly place: Place;
  /** When its quiet hours end. */
  readonly until: number;
}

export interface Waiting {
  /** Moved on by each time for which it stood still. */
  readonly since: number;
  /** It is muted, or better for a while: until that is over the time stands still. */
  readonly stillSince?: number | undefined;
}

export const unreached: Reached = { told: [], held: [], waits: {}, done: [] };

/** One thing to say, and where. */
export interface Telling {
  readonly how: Post['how'];
  readonly why: Post['why'] | 'unanswered';
  readonly incident: Incident;
  readonly to: readonly Target[];
  /** Of an escalation: for how many milliseconds nobody has acknowledged it. */
  readonly waitedMs?: number | undefined;
  /** Of an escalation: its steps, so that each is told once. */
  readonly steps?: readonly string[] | undefined;
}

export interface Target {
  readonly place: Place;
  readonly mentions: readonly Mention[];
}
