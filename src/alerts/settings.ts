import type { Place } from '../chat.ts';
import type { Incident } from './incident.ts';
import type { Rule, Severity } from './rule.ts';

/** What the configuration says of alerts; without any, the default rules and the channels that have a board. */
export interface AlertSettings {
  readonly rules: readonly Rule[];
  /** Every route that fits is taken; none: the channels that have a board. */
  readonly routes: readonly Route[];
}

/** Which incidents are told where. */
export interface Route {
  readonly to: readonly Place[];
  /** Only these, and worse ones; all where absent. */
  readonly severity?: Severity | undefined;
  /** Only of these hosts and machines; all where absent. */
  readonly on?: string | undefined;
}

/** Where an incident is told. */
export type PlacesFor = (incident: Incident) => readonly Place[];
