import type { Place } from '../chat.ts';
import type { DigestSettings } from '../digest/section.ts';
import { matcher } from '../inventory/selector.ts';
import { defaultRules } from './default-rules.ts';
import type { Incident } from './incident.ts';
import type { Rule, Severity } from './rule.ts';

/** What the configuration says of alerts; without any, the default rules and the channels that have a board. */
export interface AlertSettings {
  readonly rules: readonly Rule[];
  /** From the first on, every one that fits is taken, until one to nobody; where none fits: the channels that have a board. */
  readonly routes: readonly Route[];
  /** The names of the webhooks that a route may name; none where absent. */
  readonly webhooks?: readonly string[] | undefined;
  /** One card a day; none where absent. */
  readonly digest?: DigestSettings | undefined;
}

export const defaultSettings: AlertSettings = { rules: defaultRules, routes: [], webhooks: [] };

/** Which incidents are told where. */
export interface Route {
  /** Empty: nobody; the routes behind it are not asked. */
  readonly to: readonly Place[];
  /** Only these, and worse ones; all where absent. */
  readonly severity?: Severity | undefined;
  /** Only of hosts and machines that fit one of these selectors; all where absent. */
  readonly on?: readonly string[] | undefined;
}

/** Where an incident is told. */
export type PlacesFor = (incident: Incident) => readonly Place[];

/** Each place once. `boards` are the channels that have a board: what no route takes is told there. */
export function placesFor(
  { routes }: Pick<AlertSettings, 'routes'>,
  boards: readonly Place[],
): PlacesFor {
  const all = routes.map((route) => ({ to: route.to, fits: fitsOf(route) }));
  return (incident) => {
    const fitting = all.filter(({ fits }) => fits(incident));
    const end = fitting.findIndex(({ to }) => to.length === 0);
    const taken = end < 0 ? fitting : fitting.slice(0, end);
    const places = fitting.length === 0 ? boards : taken.flatMap(({ to }) => to);
    return [...new Map(places.map((place) => [JSON.stringify(keyOf(place)), place])).values()];
  };
}

function keyOf({ platform, channel, thread }: Place) {
  return [platform, channel, thread];
}

function fitsOf({ severity, on }: Route): (incident: Incident) => boolean {
  const selectors = on?.map((selector) => matcher(selector));
  return (incident) =>
    (severity !== 'critical' || incident.severity === 'critical') &&
    (selectors?.some((fits) => subjectsOf(incident).some(fits)) ?? true);
}

/** What selectors are asked about; of a site without figures nothing but the site is known. */
function subjectsOf({ members, site }: Incident) {
  const nothing = { site, host: '', name: '', tags: [] };
  return members.length === 0 ? [nothing] : members.map(({ subject }) => subject);
}
