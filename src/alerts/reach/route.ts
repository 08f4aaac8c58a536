import type { Place } from '../../chat.ts';
import type { Severity } from '../rules/rule.ts';

/** Which incidents are told where, whom they call, and when. Times are milliseconds. */
export interface Route {
  /** Empty: nobody; the routes behind it are not asked. */
  readonly to: readonly Place[];
  /** Only these, and worse ones; all where absent. */
  readonly severity?: Severity | undefined;
  /** Only of hosts and machines that fit one of these selectors; all where absent. */
  readonly on?: readonly string[] | undefined;
  /** Whose devices ring when it is critical. */
  readonly mention?: readonly Called[] | undefined;
  /** What is done while nobody acknowledges it. */
  readonly escalate?: readonly Step[] | undefined;
  readonly quiet?: QuietHours | undefined;
}

/** Somebody who is to be called, as the configuration says it. */
export type Called =
  | { readonly kind: 'here' }
  /** Whoever is on call in that rota at that moment. */
  | { readonly kind: 'onCall'; readonly rota: string }
  /** By their word under `access.people`. */
  | { readonly kind: 'person'; readonly person: string }
  /** A group of a platform: a user group, a server role. */
  | { readonly kind: 'group'; readonly platform: string; readonly id: string };

export interface Step {
  /** Since it was told, or became so bad, and nobody acknowledged it. */
  readonly afterMs: number;
  /** Besides the route's own channels. */
  readonly to: readonly Place[];
  readonly mention: readonly Called[];
  /** Only what is as bad as this. */
  readonly severity: Severity;
}

/** On the clock of a zone; over midnight where it ends before it begins. */
export interface QuietHours {
  /** Milliseconds since midnight. */
  readonly from: number;
  readonly to: number;
  /** Of the tz database. */
  readonly zone: string;
  /** What is worse than this rings all the same. */
  readonly severity: Severity;
}
